package dev.tlsmith.rendering.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlDocumentsTest {

  @Test
  void aDocumentThatTwoTextsHaveIsInTheStreamOnce() {
    String shared = "kind: Issuer\n";
    assertThat(
            YamlDocuments.stream(
                List.of("# first\n---\nkind: A\n---\n" + shared, "---\nkind: B\n---\n" + shared)))
        .isEqualTo("# first\nkind: A\n---\nkind: Issuer\n---\nkind: B\n");
  }

  @Test
  void mappingsAreMergedAndTextStaysText() {
    assertThat(
            YamlDocuments.merge(
                List.of("a: {b: 'true'}", "a: {c: [1, '2', 12:30]}\nd: ~"), YamlDialect.HELM))
        .isEqualTo("a:\n  b: \"true\"\n  c:\n    - 1\n    - \"2\"\n    - \"12:30\"\nd: null\n");
  }

  @Test
  void whatTwoSetDifferentlyIsAFaultOfThePacks() {
    assertThatThrownBy(
            () -> YamlDocuments.merge(List.of("a: {b: [1]}", "a: {b: [2]}"), YamlDialect.HELM))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'a.b'");
  }

  @Test
  void nothingIsNothing() {
    assertThat(YamlDocuments.merge(List.of(), YamlDialect.COMPOSE)).isEmpty();
    assertThat(YamlDocuments.stream(List.of())).isEmpty();
  }
}
