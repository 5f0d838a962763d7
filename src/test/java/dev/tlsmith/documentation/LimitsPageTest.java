package dev.tlsmith.documentation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.convert.format.ReadableBytesTypeConverter;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/limits.md} names every bound with the number that is in force. */
class LimitsPageTest {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern QUANTITY = Pattern.compile("([0-9,]+)(?: (s|MiB|bytes))?");

  private static ApplicationContext context;

  @BeforeAll
  static void start() {
    context = ApplicationContext.run();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  /** The cells of the rows of a section's table. */
  private static List<String[]> rows(String section) {
    String page = Page.of("docs/limits.md").text();
    String text = page.substring(page.indexOf("\n## " + section + "\n") + 1);
    int next = text.indexOf("\n## ");
    return (next < 0 ? text : text.substring(0, next))
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(line -> line.substring(2).split(" \\| ?"))
        .toList();
  }

  private static long quantity(String cell) {
    Matcher quantity = QUANTITY.matcher(cell.strip());
    assertThat(quantity.matches()).as("'%s' is a quantity", cell).isTrue();
    long number = Long.parseLong(quantity.group(1).replace(",", ""));
    return "MiB".equals(quantity.group(2)) ? number << 20 : number;
  }

  @Test
  void everySettingHasTheDefaultThatIsInForce() {
    List<String[]> rows =
        Stream.concat(rows("Connections and requests").stream(), rows("Work").stream()).toList();
    assertThat(rows).hasSizeGreaterThan(8);
    for (String[] row : rows) {
      Matcher settings = QUOTED.matcher(row[2]);
      while (settings.find()) {
        assertThat(inForce(settings.group(1))).as(settings.group(1)).isEqualTo(quantity(row[1]));
      }
    }
  }

  @Test
  void everySettingOfOursIsNamed() {
    String text = Page.of("docs/limits.md").text() + Page.of("docs/operating.md").text();
    assertThat(bound()).hasSizeGreaterThan(4);
    assertThat(bound().keySet()).allMatch(name -> text.contains("`" + name + "`"));
  }

  /** In bytes, seconds or a plain number. */
  private static long inForce(String setting) {
    if (bound().containsKey(setting)) {
      Object value = requireNonNull(bound().get(setting));
      return value instanceof Duration time ? time.toSeconds() : ((Number) value).longValue();
    }
    NettyHttpServerConfiguration netty = context.getBean(NettyHttpServerConfiguration.class);
    return switch (setting) {
      case "micronaut.server.netty.max-initial-line-length" -> netty.getMaxInitialLineLength();
      case "micronaut.server.netty.max-header-size" -> netty.getMaxHeaderSize();
      default -> {
        String given = context.getRequiredProperty(setting, String.class);
        yield given.endsWith("B")
            ? new ReadableBytesTypeConverter()
                .convert(given, Number.class)
                .orElseThrow()
                .longValue()
            : context.getRequiredProperty(setting, Duration.class).toSeconds();
      }
    };
  }

  /** What the records of this service are bound to, by the name of the setting. */
  private static Map<String, Object> bound() {
    Map<String, Object> bound = new TreeMap<>();
    context
        .getBeanDefinitions(Qualifiers.byStereotype(ConfigurationProperties.class))
        .forEach(
            definition -> {
              Class<?> type = definition.getBeanType();
              if (type.getName().startsWith("dev.tlsmith.")) {
                String prefix =
                    definition.stringValue(ConfigurationProperties.class).orElseThrow() + ".";
                Object bean = context.getBean(definition);
                for (RecordComponent component : type.getRecordComponents()) {
                  bound.put(prefix + NameUtils.hyphenate(component.getName()), of(bean, component));
                }
              }
            });
    return bound;
  }

  private static Object of(Object bean, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(bean);
      return value == null ? "" : value;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyBoundOfTheSpecIsTheSchemas() throws IOException {
    JsonNode schema =
        new YAMLMapper().readTree(Path.of("src/main/resources/schema/spec.schema.yaml").toFile());
    List<String[]> rows = rows("The spec");
    assertThat(rows).hasSizeGreaterThan(5);
    for (String[] row : rows) {
      Matcher pointer = QUOTED.matcher(row[2]);
      assertThat(pointer.find()).isTrue();
      JsonNode number = schema.at(pointer.group(1));
      assertThat(number.isIntegralNumber()).as(pointer.group(1)).isTrue();
      assertThat(number.asLong()).as(pointer.group(1)).isEqualTo(quantity(row[1]));
    }
  }

  @Test
  void everyFixedBoundIsTheSources() throws IOException {
    List<String[]> rows = rows("Fixed");
    assertThat(rows).hasSizeGreaterThan(10);
    for (String[] row : rows) {
      Matcher place = Pattern.compile("`(\\w+)\\.(\\w+)`").matcher(row[2]);
      assertThat(place.find()).as(row[2]).isTrue();
      assertThat(constant(place.group(1), place.group(2)))
          .as(place.group())
          .isEqualTo(quantity(row[1]));
    }
  }

  /** Of a constant that is a number, a product, a power of two, or a number of seconds. */
  private static long constant(String type, String name) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      Path source = files.filter(file -> file.endsWith(type + ".java")).findFirst().orElseThrow();
      Matcher value =
          Pattern.compile(
                  " "
                      + name
                      + " =\\s+(?:Duration\\.ofSeconds\\()?([0-9_]+)L?(?: (<<|\\*) ([0-9]+))?")
              .matcher(Files.readString(source));
      assertThat(value.find()).as("%s.%s", type, name).isTrue();
      long first = Long.parseLong(value.group(1).replace("_", ""));
      return switch (value.group(2)) {
        case "<<" -> first << Integer.parseInt(value.group(3));
        case "*" -> first * Integer.parseInt(value.group(3));
        case null, default -> first;
      };
    }
  }
}
