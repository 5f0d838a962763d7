package dev.tlsmith.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Problem;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Parses a form, url-encoded or multipart, to a tree of texts: {@code a.b=1} nests, a repeated
 * field is a list, and {@code deployments[0].product=…} numbers the entries of one.
 */
final class FormParser {

  /** As many as a body in JSON can have values. */
  private static final int MOST_FIELDS = 10_000;

  /** One of those that no problem lists. */
  private static final Fault UNTOLD = new Fault("", "malformed-field", "a name names no field");

  private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
  private static final int LARGEST_BUFFER = 1 << 20;

  private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
  private final List<Fault> faults = new ArrayList<>();

  /** Of all numbered lists, those left out included. */
  private int entries;

  private FormParser() {}

  static ObjectNode parse(byte[] body, String contentType) {
    refuseAnotherFormat(body, contentType);
    int start = startsWithByteOrderMark(body) ? BYTE_ORDER_MARK.length : 0;
    refuseTooManyFields(body, contentType);
    FormParser form = new FormParser();
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            "/",
            Unpooled.wrappedBuffer(body, start, body.length - start));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    List<FormField> fields = new ArrayList<>();
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
        fields.add(FormField.of((HttpData) field));
      }
    } catch (HttpPostRequestDecoder.TooManyFormFieldsException e) {
      throw tooManyFields();
    } catch (RuntimeException | IOException e) { // the decoder stumbles in many ways
      throw BodyParser.refused("the body is not a valid form; send fields as name=value");
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
      request.release();
    }
    boolean urlEncoded = isUrlEncoded(contentType);
    for (FormField field : fields) {
      form.put(field);
      if (urlEncoded) {
        form.refuseLostLineEnds(field.name(), field.value());
      }
    }
    if (!form.faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, form.faults);
    }
    TextRules.check(form.tree);
    return form.tree;
  }

  private static boolean startsWithByteOrderMark(byte[] body) {
    int length = BYTE_ORDER_MARK.length;
    return body.length >= length && Arrays.equals(body, 0, length, BYTE_ORDER_MARK, 0, length);
  }

  /** Counted before it is decoded: each field begins with a sign of its own. */
  private static void refuseTooManyFields(byte[] body, String contentType) {
    byte[] sign = (isUrlEncoded(contentType) ? "&" : "\n--").getBytes(StandardCharsets.US_ASCII);
    int fields = 0;
    for (int at = 0; at <= body.length - sign.length && fields <= MOST_FIELDS; at++) {
      fields += Arrays.equals(body, at, at + sign.length, sign, 0, sign.length) ? 1 : 0;
    }
    if (fields > MOST_FIELDS) {
      throw tooManyFields();
    }
  }

  private static InvalidSpecException tooManyFields() {
    return BodyParser.refused(
        "the form has more than %d fields, and no spec does; send less".formatted(MOST_FIELDS));
  }

  private static boolean isUrlEncoded(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }

  /** What {@code curl -d} sends is labelled as a form, whatever it is. */
  private static void refuseAnotherFormat(byte[] body, String contentType) {
    boolean urlEncoded = isUrlEncoded(contentType);
    BodyFormat labelled = urlEncoded ? BodyFormat.FORM : BodyFormat.MULTIPART;
    String label = urlEncoded ? "a form, as curl -d does" : "a multipart form";
    BodyFormat.of(body)
        .filter(format -> format != labelled)
        .ifPresent(
            format -> {
              throw BodyParser.refused(format.advice(label));
            });
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

  private void put(FormField field) {
    String name = field.name();
    FieldPath path = FieldPath.of(name);
    if (!path.fault().isEmpty()) {
      refuse(name, path.fault());
    } else if (!put(field.below(path.steps()), field.value())) {
      refuse(
          name,
          "clashes with another field of the form; a field is either a value or holds others");
    }
  }

  private void refuse(String name, String rule) {
    faults.add(
        faults.size() < Problem.MOST_ERRORS
            ? new Fault("", "malformed-field", "%s %s".formatted(Quoted.of(name), rule))
            : UNTOLD);
  }

  private boolean put(List<Object> path, String value) {
    JsonNode node = tree;
    for (int i = 0; i < path.size() - 1; i++) {
      JsonNode child = at(node, path.get(i));
      if (child.isMissingNode() || child.isNull()) {
        child =
            path.get(i + 1) instanceof Integer
                ? JsonNodeFactory.instance.arrayNode()
                : JsonNodeFactory.instance.objectNode();
        if (!set(node, path.get(i), child)) {
          return false;
        }
      }
      node = child;
    }
    return putValue(node, path.getLast(), at(node, path.getLast()), value);
  }

  private boolean putValue(JsonNode node, Object step, JsonNode present, String value) {
    if (present.isMissingNode() || present.isNull()) {
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

  private boolean set(JsonNode node, Object step, JsonNode value) {
    if (node instanceof ObjectNode object && step instanceof String field) {
      object.set(field, value);
      return true;
    }
    if (node instanceof ArrayNode array && step instanceof Integer index) {
      while (array.size() <= index) {
        array.addNull();
        if (++entries > MOST_FIELDS) {
          throw BodyParser.refused(
              "the form numbers more than %d entries, and no spec does; send less"
                  .formatted(MOST_FIELDS));
        }
      }
      array.set(index, value);
      return true;
    }
    return false;
  }
}
