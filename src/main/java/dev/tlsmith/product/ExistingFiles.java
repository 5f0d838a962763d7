package dev.tlsmith.product;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.PackDefinition.ExistingKeys;
import dev.tlsmith.product.ResolvedDeployment.RenderedFile;
import dev.tlsmith.rendering.GivenYaml;
import dev.tlsmith.rendering.YamlOverlay;
import dev.tlsmith.spec.Existing;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own files, read as data, and what the bundle's files become when they are laid over
 * them. Never printed: they may hold secrets.
 */
final class ExistingFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ExistingKeys keys;
  private final @Nullable Map<String, Object> helmValues;
  private final @Nullable Map<String, Object> compose;

  private ExistingFiles(
      ExistingKeys keys,
      @Nullable Map<String, Object> helmValues,
      @Nullable Map<String, Object> compose) {
    this.keys = keys;
    this.helmValues = helmValues;
    this.compose = compose;
  }

  /**
   * Reads them.
   *
   * @param at pointer of the deployment
   * @param faults gets one for each text that is not YAML
   */
  static ExistingFiles read(Existing existing, ExistingKeys keys, String at, List<Fault> faults) {
    return new ExistingFiles(
        keys,
        parsed(existing.helmValues(), pointer(at, Target.HELM), faults),
        parsed(existing.compose(), pointer(at, Target.COMPOSE), faults));
  }

  /** None was given. */
  static ExistingFiles none(ProductPack pack) {
    return new ExistingFiles(pack.definition().existing(), null, null);
  }

  private static @Nullable Map<String, Object> parsed(
      @Nullable Secret text, String pointer, List<Fault> faults) {
    if (text == null) {
      return null;
    }
    try {
      return GivenYaml.parse(text.reveal());
    } catch (IllegalArgumentException e) {
      String detail = "the file cannot be read: " + e.getMessage();
      faults.add(new Fault(pointer, "existing-file-is-not-yaml", detail));
      return null;
    }
  }

  private static String pointer(String at, Target target) {
    return at + "/existing/" + (target == Target.HELM ? "helmValues" : "compose");
  }

  /** Whether there is any. */
  boolean isGiven() {
    return helmValues != null || compose != null;
  }

  /** What templates see as {@code existing}. */
  Map<String, Object> model() {
    JsonNode tree = JSON.valueToTree(helmValues == null ? Map.of() : helmValues);
    Map<String, Object> values = new LinkedHashMap<>();
    keys.values()
        .forEach(
            (name, pointer) -> {
              JsonNode value = tree.at(JsonPointer.compile(pointer));
              values.put(name, value.isValueNode() && !value.isNull() ? value.asText() : "");
            });
    return Map.of("helmValues", helmValues != null, "compose", compose != null, "values", values);
  }

  /** A file of a stream, completed with what the caller has; any other file as it is. */
  RenderedFile under(RenderedFile file) {
    YamlOverlay.Result result = laid(file);
    return result == null ? file : file.confidential(result.text());
  }

  /**
   * Finds what contradicts the caller's files.
   *
   * @param at pointer of the deployment
   * @param faults gets what both set to different values
   * @param warnings gets what is replaced
   */
  void check(List<RenderedFile> files, String at, List<Fault> faults, List<Warning> warnings) {
    for (RenderedFile file : files) {
      YamlOverlay.Result result = laid(file);
      Target target = file.stream();
      if (result == null || target == null) {
        continue;
      }
      String clash =
          "'%s' is in your file already, with another value than this bundle needs; take it out of"
              + " your file, or change the option that leads to it";
      result
          .clashes()
          .forEach(
              path ->
                  faults.add(
                      new Fault(pointer(at, target), "existing-clash", clash.formatted(path))));
      String replaced =
          "'%s' of your own file gets another value: the plain one does not work with TLS.";
      result
          .replaced()
          .forEach(
              path ->
                  warnings.add(
                      new Warning("existing-value-replaced", replaced.formatted(path), null)));
    }
  }

  private YamlOverlay.@Nullable Result laid(RenderedFile file) {
    Map<String, Object> theirs =
        switch (file.stream()) {
          case HELM -> helmValues;
          case COMPOSE -> compose;
          case KUBERNETES -> null;
          case null -> null;
        };
    return theirs == null
        ? null
        : YamlOverlay.over(file.text(), theirs, rules(file.stream() == Target.HELM));
  }

  private YamlOverlay.Rules rules(boolean listsReplace) {
    return new YamlOverlay.Rules(
        listsReplace, Set.copyOf(keys.flags()), Set.copyOf(keys.replaces()));
  }

  @Override
  public String toString() {
    return "ExistingFiles[***]";
  }
}
