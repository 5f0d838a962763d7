package dev.tlsmith.product;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.PackDefinition.ExistingKeys;
import dev.tlsmith.product.ResolvedDeployment.RenderedFile;
import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.ComposeService;
import dev.tlsmith.product.compose.ImageReference;
import dev.tlsmith.product.compose.PortFitting;
import dev.tlsmith.rendering.GivenYaml;
import dev.tlsmith.rendering.GivenYaml.Dialect;
import dev.tlsmith.rendering.YamlOverlay;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.Existing;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own files, read as data, and what the bundle's files become when they are laid over
 * them. Never printed: they may hold secrets.
 */
final class ExistingFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A file of the caller's.
   *
   * @param pointer where the spec holds it
   */
  private record Given(String pointer, GivenYaml file) {

    Map<String, Object> content() {
      return file.content();
    }
  }

  private final ExistingKeys keys;
  private final List<String> images;
  private final List<String> valuesFiles;
  private final List<String> composeFiles;
  private final @Nullable Given helmValues;
  private final @Nullable Given compose;

  private ExistingFiles(
      ProductPack pack,
      List<String> valuesFiles,
      List<String> composeFiles,
      @Nullable Given helmValues,
      @Nullable Given compose) {
    this.valuesFiles = valuesFiles;
    this.composeFiles = composeFiles;
    this.keys = pack.definition().existing();
    this.images = pack.definition().images();
    this.helmValues = helmValues;
    this.compose = compose;
  }

  /**
   * Reads what holds for a deployment: the values of its release and the compose file of the
   * project, which another deployment of the spec may have brought.
   *
   * @param faults gets one for each text that is not YAML
   */
  static ExistingFiles read(
      TlsSpec spec,
      int index,
      ProductPack pack,
      Predicate<Deployment> ofItsRelease,
      List<Fault> faults) {
    return new ExistingFiles(
        pack,
        names(spec, index, ofItsRelease, Existing::valuesFiles),
        names(spec, index, any -> true, Existing::composeFiles),
        given(spec, index, ofItsRelease, "helmValues", Existing::helmValues, Dialect.HELM, faults),
        given(spec, index, any -> true, "compose", Existing::compose, Dialect.COMPOSE, faults));
  }

  /** None was given. */
  static ExistingFiles none(ProductPack pack) {
    return new ExistingFiles(pack, List.of(), List.of(), null, null);
  }

  /** Its own file before that of any other deployment that shares it. */
  private static @Nullable Given given(
      TlsSpec spec,
      int index,
      Predicate<Deployment> shares,
      String field,
      Function<Existing, @Nullable Secret> file,
      Dialect dialect,
      List<Fault> faults) {
    List<Deployment> deployments = spec.deployments();
    return holders(deployments, index, shares)
        .filter(holder -> file.apply(deployments.get(holder).existing()) != null)
        .mapToObj(
            holder ->
                parsed(
                    requireNonNull(file.apply(deployments.get(holder).existing())),
                    "/deployments/%d/existing/%s".formatted(holder, field),
                    dialect,
                    faults))
        .findFirst()
        .orElse(null);
  }

  private static List<String> names(
      TlsSpec spec,
      int index,
      Predicate<Deployment> shares,
      Function<Existing, List<String>> files) {
    return holders(spec.deployments(), index, shares)
        .mapToObj(holder -> files.apply(spec.deployments().get(holder).existing()))
        .filter(names -> !names.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static IntStream holders(
      List<Deployment> deployments, int index, Predicate<Deployment> shares) {
    return IntStream.concat(
        IntStream.of(index),
        IntStream.range(0, deployments.size())
            .filter(other -> shares.test(deployments.get(other))));
  }

  private static Given parsed(Secret text, String pointer, Dialect dialect, List<Fault> faults) {
    try {
      return new Given(pointer, GivenYaml.read(text.reveal(), dialect));
    } catch (IllegalArgumentException e) {
      String detail = "the file cannot be read: " + e.getMessage();
      faults.add(new Fault(pointer, "existing-file-is-not-yaml", detail));
      return new Given(pointer, GivenYaml.read("", dialect));
    }
  }

  /** Names of the caller's values files, in the order of {@code -f}; empty if none were given. */
  List<String> valuesFiles() {
    return valuesFiles;
  }

  /** Names of the caller's compose files, in the order of {@code -f}; empty if none were given. */
  List<String> composeFiles() {
    return composeFiles;
  }

  /** The caller's compose file; empty if none was given. */
  Optional<ComposeFile> composeFile() {
    return Optional.ofNullable(compose).map(given -> ComposeFile.of(given.content()));
  }

  /** The versions that the caller's files run, as far as the tags of the product's images say. */
  List<RunningVersion> runningVersions() {
    List<RunningVersion> versions = new ArrayList<>();
    if (compose != null) {
      ComposeFile file = ComposeFile.of(compose.content());
      for (String name : file.services()) {
        file.service(name)
            .map(ComposeService::image)
            .filter(image -> images.contains(image.name()))
            .flatMap(ImageReference::version)
            .map(v -> new RunningVersion(v, "services." + name + ".image", compose.pointer()))
            .ifPresent(versions::add);
      }
    }
    if (helmValues != null) {
      JsonNode tree = JSON.valueToTree(helmValues.content());
      for (String pointer : keys.imageTags()) {
        JsonNode tag = tree.at(pointer);
        String at = pointer.substring(1).replace('/', '.');
        ImageReference.versionOf(tag.isValueNode() ? tag.asText() : "")
            .map(v -> new RunningVersion(v, at, helmValues.pointer()))
            .ifPresent(versions::add);
      }
    }
    return versions;
  }

  /** Whether there is any. */
  boolean isGiven() {
    return helmValues != null || compose != null;
  }

  /** What templates see as {@code existing}. */
  Map<String, Object> model() {
    JsonNode tree = JSON.valueToTree(helmValues == null ? Map.of() : helmValues.content());
    Map<String, Object> values = new LinkedHashMap<>();
    keys.values()
        .forEach(
            (name, pointer) -> {
              JsonNode value = at(tree, JsonPointer.compile(pointer));
              values.put(name, value.isValueNode() && !value.isNull() ? value.asText() : "");
            });
    return Map.of("helmValues", helmValues != null, "compose", compose != null, "values", values);
  }

  /**
   * Follows a pointer; in a list of named values, as Kubernetes has them, a segment is the name.
   */
  private static JsonNode at(JsonNode tree, JsonPointer pointer) {
    JsonNode node = tree;
    for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
      String segment = rest.getMatchingProperty();
      node = node.isArray() ? named(node, segment) : node.path(segment);
    }
    return node;
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode item : list) {
      if (item.path("name").asText().equals(name)) {
        return item.path("value");
      }
    }
    return MissingNode.getInstance();
  }

  /** A file of a stream, completed with what the caller has; any other file as it is. */
  RenderedFile under(RenderedFile file) {
    YamlOverlay.Result result = laid(file);
    return result == null ? file : file.confidential(result.text());
  }

  /**
   * Finds what contradicts the caller's files.
   *
   * @param faults gets what both set to different values
   * @param warnings gets what is replaced
   */
  void check(List<RenderedFile> files, List<Fault> faults, List<Warning> warnings) {
    for (RenderedFile file : files) {
      Given theirs = theirs(file);
      YamlOverlay.Result result = laid(file);
      if (theirs == null || result == null) {
        continue;
      }
      result.misfits().stream()
          .map(misfit -> misfit + "; mend your file")
          .map(detail -> new Fault(theirs.pointer(), "existing-misfit", detail))
          .forEach(faults::add);
      result
          .clashes()
          .forEach(
              clash -> faults.add(new Fault(theirs.pointer(), "existing-clash", detail(clash))));
      String fromShell =
          "'%s' of your own file takes its value from where compose is started; the overlay sets"
              + " it, whatever stands there.";
      result
          .passedThrough()
          .forEach(
              path ->
                  warnings.add(
                      new Warning("existing-value-replaced", fromShell.formatted(path), null)));
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

  private String detail(YamlOverlay.Clash clash) {
    String flag = clash.flag();
    if (flag == null) {
      String detail =
          "'%s' is in your file already, with another value than this bundle needs; take it out of"
              + " your file, or change the option that leads to it";
      return detail.formatted(clash.path());
    }
    String detail =
        "'%s' of your file has the flag '%s' with another value than this bundle needs; take that"
            + " flag out of your file%s";
    String advice = keys.advice().get(flag);
    return detail.formatted(clash.path(), flag, advice == null ? "" : ": " + advice);
  }

  private @Nullable Given theirs(RenderedFile file) {
    return switch (file.stream()) {
      case HELM -> helmValues;
      case COMPOSE -> compose;
      case KUBERNETES -> null;
      case null -> null;
    };
  }

  private YamlOverlay.@Nullable Result laid(RenderedFile file) {
    Given theirs = theirs(file);
    if (theirs == null) {
      return null;
    }
    return switch (file.stream()) {
      case COMPOSE -> {
        ComposeFile project = ComposeFile.of(theirs.content());
        String fitted = PortFitting.of(file.text(), project).text();
        yield YamlOverlay.over(fitted, theirs.file(), composeRules(project));
      }
      case HELM -> {
        YamlOverlay.Rules rules =
            YamlOverlay.Rules.helm(Set.copyOf(keys.flags()), Set.copyOf(keys.replaces()));
        yield YamlOverlay.over(file.text(), theirs.file(), rules);
      }
      case KUBERNETES -> null;
      case null -> null;
    };
  }

  private YamlOverlay.Rules composeRules(ComposeFile project) {
    Map<String, Map<String, Optional<String>>> variables = new LinkedHashMap<>();
    for (String name : project.services()) {
      project.service(name).ifPresent(one -> variables.put(name, one.environment()));
    }
    return YamlOverlay.Rules.compose(
        Set.copyOf(keys.flags()),
        Set.copyOf(keys.replaces()),
        Set.copyOf(keys.reserved()),
        variables);
  }

  @Override
  public String toString() {
    return "ExistingFiles[***]";
  }
}
