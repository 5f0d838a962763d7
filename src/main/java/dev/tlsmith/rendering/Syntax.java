package dev.tlsmith.rendering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.StringReader;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What the name of a rendered file says about its text. What can be parsed in this process is
 * parsed before a bundle leaves it; scripts, modules and configurations of nginx are judged by
 * {@code bash -n}, {@code node --check} and {@code nginx -t} where the examples of packs are
 * tested.
 */
public enum Syntax {
  /** A template of a Helm chart, whatever it makes; only Helm can tell whether it is one. */
  HELM_TEMPLATE("text/plain", "(?:.*/)?helm/[^/]+/templates/.+"),
  /** A key that stands twice in a mapping is a fault. */
  YAML("application/yaml", ".*\\.ya?ml") {
    @Override
    public OptionalInt fault(String text) {
      return token(YAML_FORMAT, text);
    }
  },
  /** A key that stands twice in an object is a fault. */
  JSON("application/json", ".*\\.json") {
    @Override
    public OptionalInt fault(String text) {
      return token(JSON_FORMAT, text);
    }
  },
  /** TOML 1.0. */
  TOML("application/toml", ".*\\.toml") {
    @Override
    public OptionalInt fault(String text) {
      return token(TOML_FORMAT, text);
    }
  },
  /** Well-formed XML 1.0; nothing outside of the text is read. */
  XML("application/xml", ".*\\.xml") {
    @Override
    public OptionalInt fault(String text) {
      return element(text);
    }
  },
  /** Java properties, with {@code =} or {@code :} behind each key. */
  PROPERTIES("text/plain", ".*\\.properties") {
    @Override
    public OptionalInt fault(String text) {
      return lineUnlike(PROPERTY, text);
    }
  },
  /** Lines of {@code NAME=value}, as {@code env_file:} of compose takes them. */
  ENVIRONMENT("text/plain", ".*\\.env") {
    @Override
    public OptionalInt fault(String text) {
      return lineUnlike(VARIABLE, text);
    }
  },
  /** A script of bash. */
  SHELL("text/plain", ".*\\.sh"),
  /** A module of JavaScript: CommonJS ({@code .cjs}, {@code .js}) or ECMAScript ({@code .mjs}). */
  JAVASCRIPT("text/javascript", ".*\\.[cm]?js"),
  /** A configuration of nginx, or a part of one: any {@code .conf} that has nginx in its path. */
  NGINX("text/plain", "(?:.*[/.-])?nginx(?:[/.-].*)?\\.conf"),
  /** A page for people. */
  MARKDOWN("text/markdown", ".*\\.md"),
  /** Any other text. */
  TEXT("text/plain", ".*");

  private static final JsonFactory YAML_FORMAT = strict(YAMLFactory.builder());
  private static final JsonFactory JSON_FORMAT = strict(JsonFactory.builder());
  private static final JsonFactory TOML_FORMAT = strict(TomlFactory.builder());

  /** As many characters of one word as are looked at. */
  private static final int WORD = 2000;

  /** What such a word is made of. */
  private static final BitSet BASE64 = new BitSet();

  static {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".chars().forEach(BASE64::set);
  }

  private static final Pattern PROPERTY =
      Pattern.compile("\\s*+(?:[#!].*+|(?:[^\\s\\\\=:]|\\\\.)++\\s*+[=:].*+)?");
  private static final Pattern VARIABLE = Pattern.compile("(?:#.*+|[A-Za-z_][A-Za-z0-9_]*+=.*+)?");
  private static final Pattern CONTINUED = Pattern.compile(".*(?<!\\\\)(?:\\\\\\\\)*+\\\\");

  private final String mediaType;
  private final Pattern paths;

  Syntax(String mediaType, String paths) {
    this.mediaType = mediaType;
    this.paths = Pattern.compile(paths);
  }

  /** The syntax of the files of that name. */
  public static Syntax of(String path) {
    return Stream.of(values())
        .filter(one -> one.paths.matcher(path).matches())
        .findFirst()
        .orElse(TEXT);
  }

  /** The syntax of the files of that name; where the name says nothing, of that media type. */
  public static Syntax of(String path, String mediaType) {
    Syntax named = of(path);
    return named != TEXT || mediaType.equals(TEXT.mediaType)
        ? named
        : Stream.of(values())
            .filter(one -> one.mediaType.equals(mediaType))
            .findFirst()
            .orElse(TEXT);
  }

  /** What such a file is served as, where its pack says nothing else. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * Where a text breaks this syntax.
   *
   * @return the line, counted from 1 (0 if not known); empty if the text parses, or if nothing in
   *     this process can parse it
   */
  public OptionalInt fault(String text) {
    return OptionalInt.empty();
  }

  private static JsonFactory strict(TSFBuilder<?, ?> format) {
    return format.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  }

  private static OptionalInt token(JsonFactory format, String text) {
    try (JsonParser parser = format.createParser(withShortWords(text))) {
      while (parser.nextToken() != null) {
        // every token is looked at once; nothing is kept
      }
      return OptionalInt.empty();
    } catch (JsonProcessingException e) {
      return OptionalInt.of(e.getLocation() == null ? 0 : e.getLocation().getLineNr());
    } catch (IOException e) {
      return OptionalInt.of(0);
    }
  }

  /**
   * A text whose long words, as key stores in a Secret are, end early. What parses with the
   * beginning of a word parses with all of it, and the YAML parser's time grows with its square.
   */
  private static String withShortWords(String text) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), 1 << 16));
    int from = 0;
    int begin = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !BASE64.get(text.charAt(i))) {
        if (i - begin > WORD) {
          kept.append(text, from, begin + WORD);
          from = i;
        }
        begin = i + 1;
      }
    }
    return from == 0 ? text : kept.append(text, from, text.length()).toString();
  }

  private static OptionalInt element(String text) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      while (reader.hasNext()) {
        reader.next();
      }
      return OptionalInt.empty();
    } catch (XMLStreamException e) {
      return OptionalInt.of(e.getLocation() == null ? 0 : e.getLocation().getLineNumber());
    }
  }

  /** The first line that is not as it must be, those left out that continue the one before. */
  private static OptionalInt lineUnlike(Pattern pattern, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      boolean continues = i > 0 && CONTINUED.matcher(lines.get(i - 1)).matches();
      if (!continues && !pattern.matcher(lines.get(i)).matches()) {
        return OptionalInt.of(i + 1);
      }
    }
    return OptionalInt.empty();
  }
}
