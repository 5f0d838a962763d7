package dev.tlsmith.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenYamlTest {

  @Test
  void anchorsAndMergeKeysAreWrittenOut() {
    String text = "base: &b {a: 1}\none: *b\ntwo: {<<: *b, c: 2}\n";
    assertThat(GivenYaml.parse(text).toString())
        .isEqualTo("{base={a=1}, one={a=1}, two={a=1, c=2}}");
  }

  @Test
  void aDateStaysText() {
    assertThat(GivenYaml.parse("released: 2026-11-23")).containsEntry("released", "2026-11-23");
  }

  @Test
  void anEmptyTextIsNoSettings() {
    assertThat(GivenYaml.parse("# nothing\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[s3cret]",
        "s3cret",
        "a: s3cret\na: s3cret",
        "a: !!java.net.URL [s3cret]",
        "a: !custom s3cret",
        "a: *s3cret",
        "a: &s3cret [*s3cret]",
        "a: 1\n---\ns3cret: 2",
        "\ta: s3cret",
        "a: !!binary czNjcmV0",
        "a: !!set {s3cret}"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> GivenYaml.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one YAML document with a mapping")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aliasesThatGrowWithoutBoundAreRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      text.append("a%d: &a%d [".formatted(i, i));
      text.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a" + (i - 1)).append("]\n");
    }
    assertThatThrownBy(() -> GivenYaml.parse(text.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> GivenYaml.parse("a: " + "[".repeat(5000) + "]".repeat(5000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
