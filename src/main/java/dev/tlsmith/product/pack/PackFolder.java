package dev.tlsmith.product.pack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a pack, of a trait, or of what all packs share.
 *
 * @param owner what it belongs to, for messages, e.g. {@code "acme"} or {@code
 *     "_shared/traits/edge"}
 */
record PackFolder(String owner, Path path) {

  /** Of the name of a pack's definition. */
  static final String DEFINITION = "product.yaml";

  /** Reads what authors of packs write. */
  static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private static final Pattern TO_FILL_IN = Pattern.compile("# fill in: ([^#}]*[^#}\\s])");

  /** What lies in a folder, in the order of the names: folders, and whatever else there is. */
  static List<Path> in(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last part of a path; a folder of a jar has no slash behind it. */
  static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("").replace("/", "");
  }

  /**
   * A YAML file of it.
   *
   * @throws PackException if there is none of that name, or if it is no YAML
   */
  JsonNode tree(String file) {
    Path yaml = path.resolve(file);
    if (!Files.isRegularFile(yaml, LinkOption.NOFOLLOW_LINKS)) {
      throw fault(file, 0, "'%s' is missing; a pack has one".formatted(file));
    }
    try (InputStream in = Files.newInputStream(yaml)) {
      return YAML.readTree(in);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw fault(file, line, String.valueOf(e.getOriginalMessage()).replaceAll("\\s*\n\\s*", " "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same file with its lines. */
  PackText text(String file) {
    try {
      return new PackText(Files.readString(path.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The texts of its templates, by their paths below it.
   *
   * @throws PackException if there is a symbolic link in it
   */
  Map<String, String> templates() {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (Files.isSymbolicLink(file)) {
          throw fault(below(file), 0, "is a symbolic link; put the file there");
        }
        if (Files.isRegularFile(file) && isTemplate(below(file))) {
          sources.put(below(file), Files.readString(file));
        }
      }
      return sources;
    } catch (IOException e) {
      throw new PackException(owner, "cannot be read: " + e);
    }
  }

  /** The lines of a pack that was begun which its author has not filled in yet. */
  List<PackFault> unfilled() {
    List<PackFault> faults = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        if (below(file).equals(DEFINITION) || isTemplate(below(file))) {
          List<String> lines = Files.readAllLines(file);
          for (int i = 0; i < lines.size(); i++) {
            Matcher mark = TO_FILL_IN.matcher(lines.get(i));
            if (mark.find()) {
              String rule = "still to be filled in: %s; write it, and take the comment away";
              faults.add(new PackFault(owner, below(file), i + 1, rule.formatted(mark.group(1))));
            }
          }
        }
      }
      return faults;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String below(Path file) {
    return path.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isTemplate(String file) {
    return file.endsWith(PackDefinition.TEMPLATE_SUFFIX);
  }

  private PackException fault(String file, int line, String detail) {
    return new PackException(List.of(new PackFault(owner, file, line, detail)));
  }
}
