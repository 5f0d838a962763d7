package dev.tlsmith.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.support.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class Base64FileTest {

  @Test
  void theFieldsAreThoseThatTheSchemaHasInBase64() throws IOException {
    Path schema = Path.of("src/main/resources/schema/spec.schema.yaml");
    Set<String> named = new TreeSet<>();
    collect(Service.yaml(Files.readString(schema)), named);
    assertThat(Base64File.FIELDS).containsExactlyInAnyOrderElementsOf(named);
  }

  private static void collect(JsonNode node, Set<String> named) {
    node.properties()
        .forEach(
            field -> {
              if (field.getValue().path("contentEncoding").asText().equals("base64")) {
                named.add(field.getKey());
              }
              collect(field.getValue(), named);
            });
  }

  @Test
  void bytesAreEncodedAndTextIsBase64Already() {
    assertThat(Base64File.text(new byte[] {0x1f, (byte) 0x8b, 8})).isEqualTo("H4sI");
    assertThat(Base64File.text("H4sI\n".getBytes(StandardCharsets.US_ASCII))).isEqualTo("H4sI\n");
    assertThat(Base64File.isFor("deployments[0].existing.helmChart")).isTrue();
    assertThat(Base64File.isFor("existing.helmValues")).isFalse();
  }
}
