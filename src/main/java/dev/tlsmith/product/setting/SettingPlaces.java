package dev.tlsmith.product.setting;

import dev.tlsmith.product.compose.ComposeService;
import dev.tlsmith.product.setting.SettingFinder.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where a caller's files may set something, however it is written there: of the places that hold
 * for every pod the first that is set counts, and each with {@code *}, which holds for some.
 *
 * @param form of the value; text by default
 * @param helm places in their Helm values, the one first that the program reads last
 * @param compose the same in the variables of a service; the first part is the variable
 */
public record SettingPlaces(SettingForm form, List<String> helm, List<String> compose) {

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public SettingPlaces {
    form = Objects.requireNonNullElse(form, SettingForm.TEXT);
    helm = Objects.requireNonNullElse(helm, List.of());
    compose = Objects.requireNonNullElse(compose, List.of());
  }

  public SettingPlaces below(String key) {
    return new SettingPlaces(form, helm.stream().map(place -> key + place).toList(), compose);
  }

  /** What values and services say, in this order. */
  public Setting read(Map<String, Object> values, Stream<ComposeService> services) {
    Stream<Found> inValues = decisive(helm, at -> SettingFinder.find("", values, at));
    Stream<Found> inServices =
        services.flatMap(
            service ->
                decisive(
                    compose,
                    at -> SettingFinder.find(environment(service), variables(service), at)));
    return Setting.of(form, Stream.concat(inValues, inServices).toList());
  }

  private static Stream<Found> decisive(
      List<String> places, Function<String, Stream<Found>> finder) {
    Stream<Found> ofSome =
        places.stream().filter(place -> place.contains("*")).flatMap(finder::apply);
    Stream<Found> ofAll =
        places.stream().filter(place -> !place.contains("*")).flatMap(finder::apply).limit(1);
    return Stream.concat(ofSome, ofAll);
  }

  private static String environment(ComposeService service) {
    return "services.%s.environment".formatted(service.name());
  }

  /** As Kubernetes writes them, so that a variable without a value is one as well. */
  private static List<Map<String, Object>> variables(ComposeService service) {
    List<Map<String, Object>> variables = new ArrayList<>();
    service
        .environment()
        .forEach(
            (name, value) ->
                variables.add(
                    value
                        .<Map<String, Object>>map(text -> Map.of("name", name, "value", text))
                        .orElseGet(() -> Map.of("name", name, "valueFrom", "shell"))));
    return variables;
  }
}
