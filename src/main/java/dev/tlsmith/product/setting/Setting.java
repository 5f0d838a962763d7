package dev.tlsmith.product.setting;

import dev.tlsmith.product.setting.SettingFinder.Found;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a caller's files say about a setting of the program.
 *
 * @param values that they set it to, each once, in its canonical form; empty if they do not
 * @param unseen place where it is taken from what is not in the files; empty if nowhere
 * @param unusable place of a value that it cannot have; empty if there is none
 */
public record Setting(List<String> values, String unseen, String unusable) {

  static Setting of(SettingForm form, List<Found> found) {
    Predicate<Found> literal = one -> one.text() != null && form.isLiteral(one.text());
    Predicate<Found> usable = one -> canonical(form, one).isPresent();
    List<Found> literals = found.stream().filter(literal).toList();
    return new Setting(
        literals.stream().flatMap(one -> canonical(form, one).stream()).distinct().toList(),
        first(found.stream().filter(literal.negate())),
        first(literals.stream().filter(usable.negate())));
  }

  private static Optional<String> canonical(SettingForm form, Found found) {
    return Optional.ofNullable(found.text()).flatMap(form::canonical);
  }

  private static String first(Stream<Found> found) {
    return found.map(Found::place).findFirst().orElse("");
  }

  /** As templates see it. */
  public Map<String, Object> model() {
    return Map.of(
        "value", values.isEmpty() ? "" : values.getFirst(),
        "values", values,
        "unseen", unseen,
        "unusable", unusable);
  }
}
