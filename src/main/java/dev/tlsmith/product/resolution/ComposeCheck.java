package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Quoted;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.compose.ComposeFile;
import dev.tlsmith.product.compose.ComposeService;
import dev.tlsmith.product.compose.PortFitting;
import dev.tlsmith.product.compose.PortFitting.Published;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.spec.Existing.BaseFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the overlays of a spec fit the caller's compose file, and one another: they are laid over
 * one project, on one host.
 */
final class ComposeCheck {

  /** Of the caller's services in one message. */
  private static final int MOST_NAMED = 10;

  private final List<Fault> faults;
  private final Map<String, String> extended = new HashMap<>();
  private final ComposePorts ports;

  /**
   * A check of all deployments of one spec.
   *
   * @param faults gets what does not fit
   */
  ComposeCheck(List<Fault> faults) {
    this.faults = faults;
    this.ports = new ComposePorts(faults);
  }

  /**
   * Checks one deployment.
   *
   * @param files of it as they are rendered, before anything of the caller's is in them
   * @param warnings gets what is fitted
   */
  void check(
      DeploymentSelection selection,
      DeploymentModel.Modelled model,
      List<RenderedFile> files,
      List<Warning> warnings) {
    if (!selection.isLaidOver(BaseFile.COMPOSE)) {
      return;
    }
    refuseExtendedTwice(selection, model.composeServices().keySet());
    ComposeFile file = selection.existing().composeFile().orElse(null);
    for (RenderedFile overlay : files) {
      if (overlay.base() != BaseFile.COMPOSE) {
        continue;
      }
      List<Published> ours = PortFitting.published(overlay.text());
      if (file != null) {
        requireServices(selection, model, overlay, file, warnings);
        warnOfUnseen(selection, overlay, file, warnings);
        ours = ports.fit(selection, overlay, file, warnings);
      }
      ports.refuseTaken(selection, ours);
    }
  }

  /** Two components of a product are two services; an overlay of one for both would not parse. */
  void refuseTakenServices(DeploymentSelection selection, DeploymentModel.Modelled model) {
    if (!selection.isLaidOver(BaseFile.COMPOSE)) {
      return;
    }
    model
        .takenServices()
        .forEach(
            (component, service) -> {
              String detail =
                  "the compose service '%s' is that of '%s' already; name another in '%s', or ask"
                      + " for 'targets' without 'compose'";
              String option = serviceOption(selection, component);
              faults.add(
                  new Fault(
                      selection.at() + "/options" + pointer(option),
                      "compose-service-twice",
                      detail.formatted(service, model.composeServices().get(service), option)));
            });
  }

  /** Two overlays of one compose project cannot give one service different key stores. */
  private void refuseExtendedTwice(DeploymentSelection selection, Set<String> services) {
    for (String service : services) {
      String other = extended.putIfAbsent(service, selection.at());
      if (other != null && !other.equals(selection.at())) {
        String detail =
            "the compose service '%s' is that of %s already; name another in the options of this"
                + " deployment, or ask for 'targets' without 'compose'";
        faults.add(
            new Fault(
                selection.at() + "/options",
                "compose-service-twice",
                detail.formatted(service, other)));
      }
    }
  }

  /** What an overlay adds to a service that is not there is a service that cannot start. */
  private void requireServices(
      DeploymentSelection selection,
      DeploymentModel.Modelled model,
      RenderedFile overlay,
      ComposeFile file,
      List<Warning> warnings) {
    ComposeFile ours = ComposeFile.of(GivenYaml.parse(overlay.text()));
    for (String service : ours.services()) {
      boolean complete = ours.service(service).map(ComposeService::hasImage).orElse(false);
      if (complete || file.services().contains(service)) {
        continue;
      }
      String option = serviceOption(selection, model.composeServices().get(service));
      String there = named(file.services());
      String detail =
          "your compose file has no service '%s', to which the overlay adds TLS; its services are"
              + " %s. Name the right one in '%s'; if it stands in another file, give what 'docker"
              + " compose config' prints of all of them";
      if (file.includesOthers()) {
        String message =
            "Your compose file has no service '%s' itself; it must be in a file that it includes,"
                + " or be named in '%s'.";
        warnings.add(
            Warning.of(
                "compose-service-unseen",
                message.formatted(service, option),
                "https://docs.docker.com/reference/compose-file/include/"));
      } else {
        faults.add(
            new Fault(
                selection.at() + "/options" + pointer(option),
                "compose-service-missing",
                detail.formatted(service, there, option)));
      }
    }
  }

  /** The first names of a list, which may be long. */
  private static String named(List<String> services) {
    if (services.isEmpty()) {
      return "none";
    }
    String first =
        services.stream().limit(MOST_NAMED).map(Quoted::of).collect(Collectors.joining(", "));
    int more = services.size() - MOST_NAMED;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  /** Variables of other files, which an overlay's {@code environment} wins over. */
  private static void warnOfUnseen(
      DeploymentSelection selection,
      RenderedFile overlay,
      ComposeFile file,
      List<Warning> warnings) {
    List<String> flags = selection.pack().definition().existing().flags();
    ComposeFile ours = ComposeFile.of(GivenYaml.parse(overlay.text()));
    for (String name : ours.services()) {
      ComposeService theirs = file.service(name).orElse(null);
      ComposeService our = ours.service(name).orElse(null);
      if (theirs == null || our == null) {
        continue;
      }
      List<String> files = new ArrayList<>(theirs.environmentFiles());
      files.addAll(theirs.extendedFiles());
      Set<String> set = new LinkedHashSet<>(our.environment().keySet());
      // One without a value is the file's where the shell has none.
      set.removeIf(
          variable -> theirs.environment().getOrDefault(variable, Optional.empty()).isPresent());
      if (files.isEmpty() || set.isEmpty()) {
        continue;
      }
      List<String> lost = set.stream().filter(flags::contains).toList();
      String message =
          "What '%s' gets from '%s' cannot be seen here. If it has a variable that the overlay sets"
              + " as well, the overlay's value holds: %s.%s";
      String advice =
          lost.isEmpty()
              ? ""
              : " %s would lose its flags: write it with them into 'environment' of your own file, and"
                      .formatted(String.join(", ", lost))
                  + " they are kept.";
      warnings.add(
          Warning.of(
              "variables-not-seen",
              message.formatted(name, String.join("', '", files), String.join(", ", set), advice),
              "https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/"));
    }
  }

  private static String pointer(String option) {
    return "/" + option.replace('.', '/');
  }

  /** The option that names a service: one for the product, or one for each component. */
  private static String serviceOption(DeploymentSelection selection, @Nullable String component) {
    if (selection.options().containsKey("composeServices")) {
      return component == null ? "composeServices" : "composeServices." + component;
    }
    return "composeService";
  }
}
