package dev.tlsmith.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.ServiceClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A spec as it is sent: JSON, YAML or a form. */
final class SpecText {

  private static final String BOUNDARY = "x-boundary-x";
  static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;

  private SpecText() {}

  /** A spec's bytes; in a form every value is its text. */
  static byte[] encode(ObjectNode spec, String contentType) {
    try {
      if (contentType.equals("application/json")) {
        return ServiceClient.JSON.writeValueAsBytes(spec);
      }
      if (contentType.equals("application/yaml")) {
        return ServiceClient.YAML.writeValueAsBytes(spec);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    flatten("", spec, fields);
    return (contentType.startsWith("multipart") ? multipart(fields) : urlEncoded(fields))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void flatten(String at, JsonNode node, List<Map.Entry<String, String>> fields) {
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      String prefix = at.isEmpty() ? "" : at + ".";
      object.fields().forEachRemaining(f -> flatten(prefix + f.getKey(), f.getValue(), fields));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(node.get(i).isContainerNode() ? at + "[" + i + "]" : at, node.get(i), fields);
      }
    } else {
      fields.add(Map.entry(at, node.asText()));
    }
  }

  private static String urlEncoded(List<Map.Entry<String, String>> fields) {
    List<String> pairs = new ArrayList<>();
    for (Map.Entry<String, String> field : fields) {
      pairs.add(
          URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
              + "="
              + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8));
    }
    return String.join("&", pairs);
  }

  private static String multipart(List<Map.Entry<String, String>> fields) {
    StringBuilder body = new StringBuilder();
    for (Map.Entry<String, String> field : fields) {
      body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
          .append(field.getKey().replaceAll("[\"\\r\\n]", "_"))
          .append("\"\r\n\r\n")
          .append(field.getValue())
          .append("\r\n");
    }
    return body.append("--" + BOUNDARY + "--\r\n").toString();
  }
}
