package dev.tlsmith.rendering.yaml;

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

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() {
    assertThat(GivenYaml.parse("\ufeffa: 1")).containsKey("a");
  }

  @Test
  void anUnknownTagIsNamed() {
    assertThatThrownBy(() -> GivenYaml.read("a:\n  b: !vault s3cret", YamlDialect.HELM))
        .hasMessageContaining("the tag '!vault' at line 2 is not understood")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> GivenYaml.read("a: !!python/object:os.s {b: 1}", YamlDialect.HELM))
        .hasMessageContaining("the tag '!!python/object:os.s' at line 1");
    assertThatThrownBy(() -> GivenYaml.read("a: !override [1]", YamlDialect.HELM))
        .hasMessageContaining("the tag '!override' at line 1");
  }

  @Test
  void whatComposeResetsIsNotThereAndWhatItOverridesIs() {
    String text =
        """
        services:
          app:
            ports: !override
              - "8080:8080"
            volumes: !reset []
            image: !override app:1
            environment: {A: !reset null, B: !override yes, C: !override '1'}
        """;
    assertThat(GivenYaml.read(text, YamlDialect.COMPOSE).content().toString())
        .isEqualTo("{services={app={ports=[8080:8080], image=app:1, environment={B=yes, C=1}}}}");
  }

  @Test
  void composeKnowsNoOtherWordsForTrueAndFalse() {
    assertThat(GivenYaml.read("{a: yes, b: on, c: true}", YamlDialect.COMPOSE).content())
        .containsEntry("a", "yes")
        .containsEntry("b", "on")
        .containsEntry("c", true);
    assertThat(GivenYaml.read("{a: yes, b: on}", YamlDialect.HELM).content())
        .containsEntry("a", true)
        .containsEntry("b", true);
  }

  @Test
  void longScalarsThatAliasesRepeatAreRefused() {
    String text = "a: &a " + "x".repeat(900_000) + "\nb: [*a, *a, *a, *a, *a]";
    assertThatThrownBy(() -> GivenYaml.parse(text)).hasMessageContaining("too large");
  }

  @Test
  void aliasesThatNestBeyondTheBoundAreRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 190; i++) {
      text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    assertThatThrownBy(() -> GivenYaml.parse(text.toString())).hasMessageContaining("too large");
  }
}
