package dev.tlsmith.product.resolution;

import static java.util.Objects.requireNonNull;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.PortFitting;
import dev.tlsmith.product.pack.ExistingKeys;
import dev.tlsmith.product.resolution.GivenFiles.Given;
import dev.tlsmith.rendering.ConfigurationFormat;
import dev.tlsmith.rendering.yaml.ChartLists;
import dev.tlsmith.rendering.yaml.OverlayClash;
import dev.tlsmith.rendering.yaml.OverlayRules;
import dev.tlsmith.rendering.yaml.YamlOverlay;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the bundle's files become when they are laid over the caller's own. Never printed: those may
 * hold secrets.
 */
final class OverlaidFiles {

  private final ExistingKeys keys;
  private final @Nullable Given helmValues;
  private final @Nullable Given compose;
  private final @Nullable ComposeFile project;

  /**
   * Of the files that hold for a deployment.
   *
   * @param keys what the pack knows of such files
   * @param project the compose file, read as docker compose does
   */
  OverlaidFiles(
      ExistingKeys keys,
      @Nullable Given helmValues,
      @Nullable Given compose,
      @Nullable ComposeFile project) {
    this.keys = keys;
    this.helmValues = helmValues;
    this.compose = compose;
    this.project = project;
  }

  /**
   * A file of a stream, completed with what the caller has; any other file as it is. What has lines
   * of the caller's is confidential.
   */
  RenderedFile under(RenderedFile file) {
    YamlOverlay.Result result = laid(file);
    if (result != null) {
      return file.confidential(result.text());
    }
    return ConfigurationFormat.isMerged(file.text()) ? file.confidential(file.text()) : file;
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
                      Warning.note("existing-value-replaced", fromShell.formatted(path), null)));
      String replaced = "'%s' of your own file gets another value, the one that TLS needs.";
      result
          .replaced()
          .forEach(
              path ->
                  warnings.add(
                      Warning.note("existing-value-replaced", replaced.formatted(path), null)));
    }
  }

  private String detail(OverlayClash clash) {
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
    return switch (file.base()) {
      case HELM_VALUES -> helmValues;
      case COMPOSE -> compose;
      case null -> null;
    };
  }

  private YamlOverlay.@Nullable Result laid(RenderedFile file) {
    Given theirs = theirs(file);
    if (theirs == null) {
      return null;
    }
    return switch (file.base()) {
      case COMPOSE -> {
        ComposeFile services = requireNonNull(project);
        String fitted = PortFitting.of(file.text(), services).text();
        yield YamlOverlay.over(fitted, theirs.file(), composeRules(services));
      }
      case HELM_VALUES -> {
        OverlayRules rules =
            OverlayRules.helm(
                Set.copyOf(keys.flags()),
                Set.copyOf(keys.replaces()),
                new ChartLists(keys.shared(), keys.variables(), keys.configuration()));
        yield YamlOverlay.over(file.text(), theirs.file(), rules);
      }
      case null -> null;
    };
  }

  private OverlayRules composeRules(ComposeFile services) {
    return OverlayRules.compose(
        Set.copyOf(keys.flags()),
        Set.copyOf(keys.replaces()),
        Set.copyOf(keys.reserved()),
        name -> services.service(name).map(one -> one.environment()).orElse(Map.of()));
  }

  @Override
  public String toString() {
    return "OverlaidFiles[***]";
  }
}
