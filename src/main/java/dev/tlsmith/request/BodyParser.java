package dev.tlsmith.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parses JSON and YAML to a tree, strictly: duplicate keys, YAML aliases, several documents,
 * control characters and lone surrogates are refused, and numbers keep their text.
 */
final class BodyParser {

  /** More than any spec has: twenty deployments of a hundred hosts each are 2,200. */
  private static final int MOST_VALUES = 10_000;

  /** The longest text that the schema allows, in bytes of ASCII. */
  private static final int LONGEST_WORD = 524_288;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder().maxNestingDepth(40).maxNumberLength(40).build();
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(CONSTRAINTS)
          .build();
  private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(CONSTRAINTS)
          .build();

  private BodyParser() {}

  static ObjectNode json(byte[] body) {
    try (JsonParser parser = new Bounded(JSON.createParser(body))) {
      return parse(parser);
    } catch (IOException e) {
      refuseAnotherFormat(body, "JSON", Set.of(BodyFormat.JSON, BodyFormat.JSON_LIST));
      throw malformed("JSON", e);
    } catch (NumberFormatException e) {
      throw refused("the body is not valid JSON: " + ParseReason.NUMBER.text);
    }
  }

  static ObjectNode yaml(byte[] body) {
    refuseLongWords(body);
    refuseAnotherFormat(
        body, "YAML", EnumSet.complementOf(EnumSet.of(BodyFormat.FORM, BodyFormat.MULTIPART)));
    try (JsonParser parser = new WithoutAliases(YAML.createParser(body))) {
      return parse(parser);
    } catch (IOException e) {
      throw malformed("YAML", e);
    } catch (NumberFormatException e) {
      throw refused("the body is not valid YAML: " + ParseReason.NUMBER.text);
    }
  }

  private static void refuseAnotherFormat(byte[] body, String label, Set<BodyFormat> read) {
    BodyFormat.of(body)
        .filter(format -> !read.contains(format))
        .ifPresent(
            format -> {
              throw refused(format.advice(label));
            });
  }

  /**
   * The parser looks at a word again for every thousand characters of it; blanks alone are a word.
   */
  private static void refuseLongWords(byte[] body) {
    int length = 0;
    boolean blank = false;
    for (byte b : body) {
      boolean ends = b == '\n' || b == '\r' || b == '"' || b == '\'' || b == '\\';
      boolean isBlank = b == ' ' || b == '\t';
      length = ends ? 0 : isBlank == blank ? length + 1 : 1;
      blank = isBlank;
      if (length > LONGEST_WORD) {
        throw refused(
            "the body holds a word of more than %d bytes, and no text of a spec is as long; send less"
                .formatted(LONGEST_WORD));
      }
    }
  }

  private static ObjectNode parse(JsonParser parser) throws IOException {
    JsonNode tree = MAPPER.readTree(parser);
    if (!(tree instanceof ObjectNode object)) {
      throw refused("the body is not an object; send the fields of a spec, e.g. {\"product\": …}");
    }
    TextRules.check(object);
    return object;
  }

  private static InvalidSpecException malformed(String format, IOException fault) {
    String detail = "the body is not valid %s".formatted(format);
    if (fault instanceof JsonProcessingException parse) {
      JsonLocation location = parse.getLocation();
      String reason = parse.getOriginalMessage().lines().findFirst().orElse("");
      String where =
          location == null
              ? ""
              : ", line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
      detail = "%s%s: %s".formatted(detail, where, ParseReason.of(reason));
    }
    return refused(detail);
  }

  static InvalidSpecException refused(String detail) {
    return new InvalidSpecException(
        InvalidSpecException.Kind.MALFORMED, List.of(new Fault("", "malformed-body", detail)));
  }

  /** What a parser says, without its class names and without the text that it read. */
  private enum ParseReason {
    DUPLICATE("Duplicate field", "a field stands twice; keep one"),
    TRAILING("Trailing token", "something follows the first document; send one"),
    NESTING("nesting depth", "it is nested too deeply; flatten it"),
    NUMBER("Number value length", "a number is too long; write it in quotes"),
    NOT_DECIMAL("not decimal", "a number is octal or hexadecimal; write it in decimal digits"),
    ALIAS("alias", "YAML aliases are not read; write the value out"),
    MANY("too many values", "it holds more than 10000 values, and no spec does; send less"),
    END("end-of-input", "it ends too early; send the whole of it");

    private final String sign;
    private final String text;

    ParseReason(String sign, String text) {
      this.sign = sign;
      this.text = text;
    }

    static String of(String message) {
      for (ParseReason reason : values()) {
        if (message.contains(reason.sign)) {
          return reason.text;
        }
      }
      return "a character or an indentation there is not allowed; mend it";
    }
  }

  /** Stops at more values than any spec has, before there is a tree of them. */
  private static class Bounded extends JsonParserDelegate {

    private int values;

    Bounded(JsonParser parser) {
      super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      boolean value = token != null && (token.isScalarValue() || token.isStructStart());
      if (value && ++values > MOST_VALUES) {
        throw new JsonParseException(this, "too many values", delegate.currentTokenLocation());
      }
      return token;
    }
  }

  /**
   * Fails on an alias, which would otherwise read as the text of its name, and on the numbers that
   * YAML 1.1 and 1.2 read differently.
   */
  private static final class WithoutAliases extends Bounded {
    WithoutAliases(YAMLParser parser) {
      super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (((YAMLParser) delegate).isCurrentAlias()) {
        throw new JsonParseException(this, "alias", delegate.currentTokenLocation());
      }
      if (token == JsonToken.VALUE_NUMBER_INT && !DECIMAL.matcher(getText()).matches()) {
        throw new JsonParseException(this, "not decimal", delegate.currentTokenLocation());
      }
      return token;
    }
  }
}
