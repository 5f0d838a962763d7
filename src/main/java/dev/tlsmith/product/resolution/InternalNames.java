package dev.tlsmith.product.resolution;

import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The names by which a program is reached from inside: of a cluster, a compose project, a host. */
final class InternalNames {

  private InternalNames() {}

  /**
   * Every name besides the hosts by which the program is reached and that a certificate can hold: a
   * compose service may have an underscore, and a namespace may be a number, which are no host
   * names.
   *
   * @param serviceNames of Kubernetes, as they are called in their own namespace
   * @param composeServices that run it
   * @param warnings gets the names that no certificate can hold
   */
  static List<SubjectAlternativeName> of(
      String namespace,
      DeploymentSelection selection,
      List<String> serviceNames,
      Set<String> composeServices,
      List<Warning> warnings) {
    Set<String> names = new LinkedHashSet<>();
    for (String service : serviceNames) {
      String inNamespace = service + "." + namespace;
      String qualified = inNamespace + ".svc";
      names.addAll(List.of(service, inNamespace, qualified, qualified + ".cluster.local"));
    }
    composeServices.forEach(service -> names.addAll(composeNames(service, selection, warnings)));
    names.addAll(List.of("localhost", "127.0.0.1", "::1"));
    return names.stream().flatMap(InternalNames::certifiable).distinct().toList();
  }

  /**
   * By what other containers reach a service: its name, and what the caller's file calls it
   * besides.
   */
  private static List<String> composeNames(
      String service, DeploymentSelection selection, List<Warning> warnings) {
    if (!selection.isLaidOver(BaseFile.COMPOSE)) {
      return List.of(service);
    }
    List<String> names = new ArrayList<>(List.of(service));
    selection
        .existing()
        .composeFile()
        .flatMap(file -> file.service(service))
        .ifPresent(given -> names.addAll(given.names()));
    List<String> impossible =
        names.stream().filter(name -> certifiable(name).findAny().isEmpty()).toList();
    if (!impossible.isEmpty() && selection.deployment().termination().atApplication()) {
      String message =
          "Other containers reach the service '%s' by '%s', which is no host name (it may have"
              + " letters, digits and '-', but no '_'), so the certificate does not have it and"
              + " clients that check the name refuse it. Give the service a network alias that is"
              + " one, and let them use that.";
      warnings.add(
          Warning.of(
              "name-not-in-certificate",
              message.formatted(service, String.join("', '", impossible)),
              "https://docs.docker.com/reference/compose-file/services/#aliases"));
    }
    return names;
  }

  private static Stream<SubjectAlternativeName> certifiable(String name) {
    try {
      return Stream.of(SubjectAlternativeName.parse(name));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }
}
