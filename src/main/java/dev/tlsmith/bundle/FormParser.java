package dev.tlsmith.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Quoted;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a form, url-encoded or multipart, to a tree of texts: {@code a.b=1} nests, a repeated
 * field is a list, and {@code deployments[0].product=…} numbers the entries of one.
 */
final class FormParser {

  /** As many as a body in JSON can have values. */
  private static final int MOST_FIELDS = 10_000;

  private static final int LONGEST_NAME = 200;
  private static final int MOST_ENTRIES = 100;
  private static final Pattern STEP = Pattern.compile("([A-Za-z0-9_-]+)((?:\\[[0-9]{1,9}])*+)");
  private static final int LARGEST_BUFFER = 1 << 20;

  /** The first line of a spec in YAML: a field, a colon and a blank or nothing, no {@code =}. */
  private static final Pattern YAML_LINE =
      Pattern.compile(
          "(?:---\\s*+\\n)?(?:#[^\\n]*+\\n)*+[A-Za-z]{1,40}+:(?:[ \\t][^=&\\n]*+)?(?:\\n|\\z)");

  private static final Pattern INDEX = Pattern.compile("\\[([0-9]+)]");

  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private final List<Fault> faults = new ArrayList<>();

  private FormParser() {}

  static ObjectNode parse(byte[] body, String contentType) {
    if (isUrlEncoded(contentType)) {
      refuseAnotherFormat(new String(body, StandardCharsets.UTF_8).stripLeading());
    }
    FormParser form = new FormParser();
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    HttpPostRequestDecoder decoder = null;
    try {
      decoder =
          new HttpPostRequestDecoder(
              new DefaultHttpDataFactory(false),
              request,
              StandardCharsets.UTF_8,
              MOST_FIELDS,
              LARGEST_BUFFER);
      for (InterfaceHttpData field : decoder.getBodyHttpDatas()) {
        fields.add(Map.entry(field.getName(), text((HttpData) field)));
      }
    } catch (HttpPostRequestDecoder.TooManyFormFieldsException e) {
      throw BodyParser.refused(
          "the form has more than %d fields, and no spec does; send less".formatted(MOST_FIELDS));
    } catch (RuntimeException | IOException e) { // the decoder stumbles in many ways
      throw BodyParser.refused("the body is not a valid form; send fields as name=value");
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
      request.release();
    }
    boolean urlEncoded = isUrlEncoded(contentType);
    for (Map.Entry<String, String> field : fields) {
      form.put(field.getKey(), field.getValue());
      if (urlEncoded) {
        form.refuseLostLineEnds(field.getKey(), field.getValue());
      }
    }
    if (!form.faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, form.faults);
    }
    TextRules.check(form.tree);
    return form.tree;
  }

  private static boolean isUrlEncoded(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }

  /** What {@code curl -d} sends is labelled as a form, whatever it is. */
  private static void refuseAnotherFormat(String text) {
    String format =
        text.startsWith("{") ? "JSON" : YAML_LINE.matcher(text).lookingAt() ? "YAML" : "";
    if (!format.isEmpty()) {
      throw BodyParser.refused(
          "the body looks like %s and is labelled as a form, as curl -d does; add -H 'Content-Type: application/%s'%s"
              .formatted(
                  format,
                  format.toLowerCase(Locale.ROOT),
                  format.equals("YAML") ? " and send it by --data-binary" : ""));
    }
  }

  /** {@code curl -d name=@file} and {@code -d @file} strip them. */
  private void refuseLostLineEnds(String name, String value) {
    if (value.startsWith("-----BEGIN ") && value.stripTrailing().indexOf('\n') < 0) {
      String detail =
          "the PEM text in %s has lost its line ends, as curl -d strips them; send it by"
              + " -F 'name=<file' or --data-urlencode name@file";
      faults.add(new Fault("", "pem-without-line-ends", detail.formatted(Quoted.of(name))));
    }
  }

  private static String text(HttpData field) throws IOException {
    return field.getString(StandardCharsets.UTF_8);
  }

  private void put(String name, String value) {
    List<Object> path = new ArrayList<>();
    if (name.length() > LONGEST_NAME) {
      refuse(name, "names no field; the longest name has %d characters".formatted(LONGEST_NAME));
      return;
    }
    for (String step : name.split("\\.", -1)) {
      Matcher matcher = STEP.matcher(step);
      if (!matcher.matches() || path.size() > 20) {
        refuse(name, "names no field; write e.g. 'certificate.source' or 'deployments[0].product'");
        return;
      }
      path.add(matcher.group(1));
      Matcher index = INDEX.matcher(matcher.group(2));
      while (index.find()) {
        int entry = Integer.parseInt(index.group(1));
        if (entry >= MOST_ENTRIES) {
          refuse(name, "is beyond the longest list, which has %d entries".formatted(MOST_ENTRIES));
          return;
        }
        path.add(entry);
      }
    }
    if (!put(tree, path, value)) {
      refuse(
          name,
          "clashes with another field of the form; a field is either a value or holds others");
    }
  }

  private void refuse(String name, String rule) {
    faults.add(new Fault("", "malformed-field", "%s %s".formatted(Quoted.of(name), rule)));
  }

  private static boolean put(JsonNode node, List<Object> path, String value) {
    Object step = path.getFirst();
    JsonNode present = at(node, step);
    if (path.size() == 1) {
      return putValue(node, step, present, value);
    }
    JsonNode child = present;
    if (child.isMissingNode()) {
      child =
          path.get(1) instanceof Integer
              ? JsonNodeFactory.instance.arrayNode()
              : JsonNodeFactory.instance.objectNode();
      if (!set(node, step, child)) {
        return false;
      }
    }
    return put(child, path.subList(1, path.size()), value);
  }

  private static boolean putValue(JsonNode node, Object step, JsonNode present, String value) {
    if (present.isMissingNode()) {
      return set(node, step, JsonNodeFactory.instance.textNode(value));
    }
    if (present instanceof ArrayNode list) {
      list.add(value);
      return true;
    }
    return present.isTextual()
        && set(node, step, JsonNodeFactory.instance.arrayNode().add(present).add(value));
  }

  private static JsonNode at(JsonNode node, Object step) {
    return switch (step) {
      case Integer index -> node.path(index);
      case String field when node.isObject() -> node.path(field);
      default -> MissingNode.getInstance();
    };
  }

  private static boolean set(JsonNode node, Object step, JsonNode value) {
    if (node instanceof ObjectNode object && step instanceof String field) {
      object.set(field, value);
      return true;
    }
    if (node instanceof ArrayNode array && step instanceof Integer index && index < MOST_ENTRIES) {
      while (array.size() <= index) {
        array.addNull();
      }
      array.set(index, value);
      return true;
    }
    return false;
  }
}
