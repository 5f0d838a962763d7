package dev.tlsmith.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationFormatTest {

  @ParameterizedTest
  @EnumSource
  void theirLinesStandFirstAsTheyGaveThem(ConfigurationFormat format) {
    String merged = format.merged("a: 1\r\n  # two\n", "b: 2\n");
    assertThat(merged).containsSubsequence("a: 1\n  # two\n", "b: 2\n").doesNotContain("\r");
    assertThat(ConfigurationFormat.isMerged(merged)).isTrue();
    assertThat(format.merged(" \n", "b: 2\n")).isEqualTo("b: 2\n");
  }

  @ParameterizedTest
  @CsvSource({
    "PROPERTIES, 'a=1\nb = 2', 'b=2\na:3', a",
    "PROPERTIES, 'aa=1', 'a=3', ''",
    "YAML, 'a: {b: 1}', 'a: {c: 1}\nd: 1', a",
    "YAML, 'b: {a: 1}', 'a: 1', ''",
    "SECTIONS, 'listener 1883\ncertfile a', 'listener 8883\ncertfile b', ''",
    "SECTIONS, '#listener 8883\nlistener  8883 ::1', 'listener 8883', listener 8883",
    "SCRIPT, 'a = 1', 'a = 2', ''"
  })
  void whatBothSetIsFound(
      ConfigurationFormat format, String theirs, String ours, String contradicted) {
    assertThat(format.contradicted(theirs.replace("\\n", "\n"), ours.replace("\\n", "\n")))
        .isEqualTo(contradicted.isEmpty() ? List.of() : List.of(contradicted));
  }

  @ParameterizedTest
  @CsvSource({"'{a: 1}'", "'- a'", "'a: 1\n---\nb: 1'", "'a: [1'", "'a: 1\n...'"})
  void yamlThatNothingCanStandBehindIsNamed(String theirs) {
    assertThat(ConfigurationFormat.YAML.unusable(theirs.replace("\\n", "\n"))).isPresent();
  }

  @Test
  void yamlWithCommentsAndListsTakesMore() {
    assertThat(ConfigurationFormat.YAML.unusable("# a\na:\n- 1\n- 2 # b\n")).isEmpty();
  }
}
