package dev.tlsmith.rendering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a value goes through for the place where it lands; the last filter of every {@code {{ … }}}.
 * Its name in a template is the constant's in lower case.
 */
public enum OutputEncoding implements Filter {
  /** A YAML or JSON value: string, number, boolean, list or map, as ASCII-only JSON on one line. */
  YAML {
    @Override
    public String land(Object value, String... args) {
      return json(value);
    }
  },
  /** An object as YAML block text; every line but the first is indented by the argument. */
  YAMLBLOCK {
    @Override
    public String land(Object value, String... args) {
      int spaces = args.length == 0 ? 0 : Integer.parseInt(args[0]);
      return write(BLOCK_YAML, value).stripTrailing().replace("\n", "\n" + " ".repeat(spaces));
    }
  },
  /** A docker-compose value: as YAML, and {@code $} doubled against interpolation. */
  COMPOSE {
    @Override
    public String land(Object value, String... args) {
      return json(value).replace("$", "$$");
    }
  },
  /** A value that a chart passes through {@code tpl}: as YAML, and no action is left in it. */
  HELM {
    @Override
    public String land(Object value, String... args) {
      return json(value).replace("{{", "{{ `{{` }}");
    }
  },
  /** The right side of a line in an env file; a line break cannot be written there. */
  ENV {
    @Override
    public String land(Object value, String... args) {
      return oneLine(value);
    }
  },
  /**
   * One argument of an nginx directive, in double quotes where it needs any. nginx has no way to
   * write {@code $} itself.
   */
  NGINX {
    @Override
    public String land(Object value, String... args) {
      String word = value.toString();
      if (word.indexOf('$') >= 0 || word.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalStateException(
            "nginx would read a variable or a line break in this value; keep '$' and control"
                + " characters out of it by a pattern");
      }
      return PLAIN_WORD.matcher(word).matches()
          ? word
          : "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
  },
  /** A value of {@code ENV} or {@code LABEL} in a Dockerfile, in double quotes. */
  DOCKERFILE {
    @Override
    public String land(Object value, String... args) {
      String word = value.toString();
      if (word.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalStateException(
            "a Dockerfile has no way to write a line break; keep control characters out of this"
                + " value by a pattern");
      }
      return "\"" + word.replaceAll("[\\\\\"$]", "\\\\$0") + "\"";
    }
  },
  /** One shell word (POSIX), in single quotes where it needs any. */
  SHELL {
    @Override
    public String land(Object value, String... args) {
      String word = value.toString();
      return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
  },
  /** Running text of Markdown (CommonMark §2.4: ASCII punctuation may be escaped). */
  MARKDOWN {
    @Override
    public String land(Object value, String... args) {
      Matcher matcher = MARKDOWN_SYNTAX.matcher(oneLine(value));
      return matcher.replaceAll("\\\\$0");
    }
  },
  /** Text between backticks. */
  CODE {
    @Override
    public String land(Object value, String... args) {
      return oneLine(value).replace('`', '\'');
    }
  },
  /** Text between backticks in a cell of a table, where even there {@code |} ends the cell. */
  CELL {
    @Override
    public String land(Object value, String... args) {
      return CODE.land(value).replace("|", "\\|");
    }
  },
  /** Text behind a {@code #}. */
  COMMENT {
    @Override
    public String land(Object value, String... args) {
      return oneLine(value);
    }
  },
  /** Plain text for a reader: a message or a path. */
  TEXT {
    @Override
    public String land(Object value, String... args) {
      return oneLine(value);
    }
  },
  /** Text that templates made themselves; never a caller's value. */
  ASIS {
    @Override
    public String land(Object value, String... args) {
      return value.toString();
    }
  };

  /** What is wrong with an expression that has no value. */
  static final String UNDEFINED = "there is nothing to write: it is not defined";

  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
  private static final Pattern MARKDOWN_SYNTAX = Pattern.compile("^[-+#>=]|[\\\\`*_\\[\\]<&|~]");
  private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n\\u0085\\u2028\\u2029]+");
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final ObjectMapper BLOCK_YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                  .build())
          .build();

  /**
   * A value as text for this place.
   *
   * @param args of the filter, e.g. the indentation of {@code yamlblock(2)}; usually none
   */
  public abstract String land(Object value, String... args);

  /** The names under which templates use them. */
  static Set<String> names() {
    return Arrays.stream(values()).map(OutputEncoding::getName).collect(Collectors.toSet());
  }

  @Override
  public String getName() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... args) {
    if (value == null) {
      throw new IllegalStateException(UNDEFINED);
    }
    if (this != YAML && this != YAMLBLOCK && this != COMPOSE && this != HELM) {
      requireText(value);
    }
    return land(value, args);
  }

  private void requireText(Object value) {
    if (value instanceof Collection || value instanceof Map) {
      throw new IllegalStateException(
          "a %s has no text for '%s'; loop over it, or write it with 'join', or with the filter"
                  .formatted(value instanceof Map ? "map" : "list", getName())
              + " 'yaml'");
    }
  }

  private static String oneLine(Object value) {
    String text = value.toString();
    return text.chars().anyMatch(OutputEncoding::breaksLine)
        ? LINE_BREAKS.matcher(text).replaceAll(" ")
        : text;
  }

  private static boolean breaksLine(int c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  /** DEL may not stand in YAML, so it is escaped as well (YAML 1.2.2 §5.1). */
  private static String json(Object value) {
    return write(JSON, value).replace("\u007f", "\\u007f");
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
