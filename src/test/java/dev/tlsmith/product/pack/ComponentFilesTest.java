package dev.tlsmith.product.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentFilesTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void aFileOfEachComponentIsOneForEachWithItsIdInThePlaceOfTheName() throws IOException {
    ArrayNode files =
        (ArrayNode)
            YAML.readTree(
                """
                - {path: first.yaml, description: each stays a word}
                - path: "kubernetes/{{ each | text }}.yaml"
                  each: components
                  description: "For {{ each | text }}, each by itself"
                  when: component[each].port > teach and options.each.on
                  patch: {kind: Deployment, name: "{{ options.names[each] | text }} of each"}
                - {path: last.yaml, description: the last}
                """);
    JsonNode components = YAML.readTree("[{id: api}, {id: web}]");
    ArrayNode written = ComponentFiles.writtenOut(files, components);
    assertThat(written)
        .extracting(file -> file.path("path").asText())
        .containsExactly("first.yaml", "kubernetes/api.yaml", "kubernetes/web.yaml", "last.yaml");
    assertThat(written.path(0)).isEqualTo(files.path(0));
    JsonNode api = written.path(1);
    assertThat(
            List.of(
                api.path("each").asText(),
                api.path("description").asText(),
                api.path("when").asText(),
                api.at("/patch/name").asText()))
        .containsExactly(
            "api",
            "For api, each by itself",
            "component['api'].port > teach and options.each.on",
            "{{ options.names['api'] | text }} of each");
  }
}
