package dev.tlsmith.rendering.yaml;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How the overlay and the file that it is laid over are put together later.
 *
 * @param dialect of both files; in Helm a list of the overlay replaces the other's whole list, in
 *     compose it is added to it
 * @param flags names of variables and keys whose text is a list of flags: those of both are kept
 * @param replaceable names of variables that the overlay may set to another value
 * @param reserved names of variables that are not in the overlay, and whose value in {@code
 *     environment} would win over the one that it brings
 * @param variables in compose, of the caller's services, with what they inherit; empty for one
 *     whose value compose takes from where it is started
 * @param chart how a chart puts the caller's values and the overlay's together
 */
public record OverlayRules(
    YamlDialect dialect,
    Set<String> flags,
    Set<String> replaceable,
    Set<String> reserved,
    Function<String, Map<String, Optional<String>>> variables,
    ChartLists chart) {

  /** Those of a file of values. */
  public static OverlayRules helm(Set<String> flags, Set<String> replaceable, ChartLists chart) {
    return new OverlayRules(
        YamlDialect.HELM, flags, replaceable, Set.of(), service -> Map.of(), chart);
  }

  /** Those of a compose file, with the variables of its services. */
  public static OverlayRules compose(
      Set<String> flags,
      Set<String> replaceable,
      Set<String> reserved,
      Function<String, Map<String, Optional<String>>> variables) {
    return new OverlayRules(
        YamlDialect.COMPOSE, flags, replaceable, reserved, variables, ChartLists.NONE);
  }
}
