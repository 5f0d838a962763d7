package dev.tlsmith.rendering;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a program reads a file of configuration, as far as it decides how a part that a bundle brings
 * goes into the caller's file: their lines stay as they are, ours stand behind them, and what both
 * set is found. Constant names in lower case are what packs write.
 */
public enum ConfigurationFormat {
  /** {@code key=value} lines, as Java reads them; a key may stand once. */
  @JsonProperty("properties")
  PROPERTIES("#") {
    @Override
    public List<String> contradicted(String theirs, String ours) {
      Properties given = properties(theirs);
      Properties brought = properties(ours);
      return brought.stringPropertyNames().stream()
          .filter(given::containsKey)
          .filter(key -> !given.getProperty(key).strip().equals(brought.getProperty(key).strip()))
          .sorted()
          .toList();
    }
  },
  /** A YAML mapping; a key of its top may stand once. */
  @JsonProperty("yaml")
  YAML("#") {
    @Override
    public Optional<String> unusable(String theirs) {
      boolean several = theirs.lines().skip(1).anyMatch(line -> line.matches("(---|\\.\\.\\.).*"));
      return several || refuses(theirs, "a-key-that-nobody-has")
          ? Optional.of(NO_BLOCK)
          : Optional.empty();
    }

    @Override
    public List<String> contradicted(String theirs, String ours) {
      return TOP_KEY
          .matcher(ours)
          .results()
          .map(key -> key.group(1))
          .filter(key -> refuses(theirs, key))
          .toList();
    }

    /** A key that stands there already may not stand behind it. */
    private boolean refuses(String theirs, String key) {
      return Syntax.YAML.fault(merged(theirs, key + ": 1\n")).isPresent();
    }
  },
  /**
   * Lines of a name and its values, of which one begins a section that ends with the file or the
   * next one, such as {@code listener 8883}; ours is a section of its own.
   */
  @JsonProperty("sections")
  SECTIONS("#") {
    @Override
    public List<String> contradicted(String theirs, String ours) {
      String head = lines(ours).findFirst().map(ConfigurationFormat::head).orElse("");
      return lines(theirs).map(ConfigurationFormat::head).filter(head::equals).distinct().toList();
    }
  },
  /** Statements, of which a later one stands; ours are the last. */
  @JsonProperty("script")
  SCRIPT("//");

  private static final String YOURS = "Yours, as you gave it in 'existing.files':";
  private static final Pattern TOP_KEY = Pattern.compile("(?m)^([A-Za-z0-9_.-]+):");
  private static final String NO_BLOCK =
      "nothing can stand behind it; write its top as a block of 'key: value' lines, in one"
          + " document";

  private final String comment;

  ConfigurationFormat(String comment) {
    this.comment = comment;
  }

  /** As packs and templates call it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ConfigurationFormat of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  /** Why nothing can be appended to a caller's file, the rule and the fix; empty if it can. */
  public Optional<String> unusable(String theirs) {
    return Optional.empty();
  }

  /** What both set, and only one of them may, as it is called in the file. */
  public List<String> contradicted(String theirs, String ours) {
    return List.of();
  }

  /**
   * One file of both, in which each line says whose it is.
   *
   * @param theirs {@code ""} for none: then it is ours alone
   */
  public String merged(String theirs, String ours) {
    String given = theirs.replace("\r\n", "\n").strip();
    return given.isEmpty()
        ? ours
        : "%s %s\n%s\n\n%1$s From here on: TLS, by tlsmith.\n%s"
            .formatted(comment, YOURS, given, ours);
  }

  /** Whether a text holds a file that was merged, be it as a value in another one. */
  public static boolean isMerged(String text) {
    return text.contains(YOURS);
  }

  private static Properties properties(String text) {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      return new Properties(); // a malformed \\u: the program says so itself
    }
  }

  private static Stream<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty() && line.charAt(0) != '#');
  }

  /** A line's name and its first value. */
  private static String head(String line) {
    String[] words = line.split("\\s+", 3);
    return words.length > 1 ? words[0] + " " + words[1] : words[0];
  }
}
