package dev.tlsmith.rendering.yaml;

/** Whose rules say what a plain scalar and a tag are. */
public enum YamlDialect {
  /**
   * Helm's: {@code yes}, {@code on} and {@code y} are true as well.
   *
   * @see <a href="https://github.com/kubernetes-sigs/yaml/tree/v1.4.0/goyaml.v2">sigs.k8s.io/yaml
   *     1.4</a>
   */
  HELM,
  /**
   * Compose's: the core schema of YAML 1.2; {@code !reset} leaves a value out, and {@code
   * !override} takes it in the place of an earlier file's.
   *
   * @see <a href="https://docs.docker.com/reference/compose-file/merge/">Compose: merge</a>
   */
  COMPOSE
}
