package dev.tlsmith.service;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.ServiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The bytes of a hostile spec, and what is done to them. */
final class HostileBody {

  private HostileBody() {}

  static byte[] of(ObjectNode spec, String contentType) {
    try {
      return switch (contentType) {
        case "application/json" ->
            // escapes, as a lone surrogate has no bytes
            ServiceClient.JSON
                .writer()
                .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsString(spec)
                .getBytes(StandardCharsets.UTF_8);
        case "application/yaml" ->
            ServiceClient.YAML.writeValueAsString(spec).getBytes(StandardCharsets.UTF_8);
        case String form -> SpecText.encode(spec, form);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] twice(Random random, byte[] body, String contentType) {
    String text = new String(body, StandardCharsets.UTF_8);
    String key = SpecSource.pick(random, "product", "hosts", "certificate", "unheard");
    String changed =
        switch (contentType) {
          case "application/json" ->
              "{"
                  + "\"%s\":1,".formatted(key).repeat(2)
                  + text.substring(Math.min(1, text.length()));
          case "application/yaml" -> text + "\n%s: 1\n".formatted(key).repeat(2);
          case "application/x-www-form-urlencoded" -> text + ("&" + key + "=1").repeat(3_000);
          case String multipart -> text + text;
        };
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  /** Thousands of names of many steps each. */
  static byte[] names(Random random) {
    StringBuilder body = new StringBuilder("product=kestra");
    String path =
        SpecSource.pick(random, "a.".repeat(15), "a[0]".repeat(15) + ".", "a[99].b[99].", "");
    int count = random.nextInt(random.nextInt(4) == 0 ? 12_000 : 300);
    for (int i = 0; i < count && body.length() < HostileSpec.LARGEST; i++) {
      body.append('&').append(path).append('n').append(i).append("=").append(i);
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
