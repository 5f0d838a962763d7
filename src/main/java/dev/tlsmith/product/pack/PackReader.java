package dev.tlsmith.product.pack;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.Traits.Trait;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads packs from a folder that holds one folder a product; refuses whatever is wrong with them.
 */
public final class PackReader {

  /** Folder of what packs share, beside their own, and the first part of its templates' names. */
  public static final String SHARED = "_shared";

  private static final String TRAITS = "traits";
  private static final String DEFINITION = "product.yaml";
  private static final String TRAIT_DEFINITION = "trait.yaml";
  private static final String SHARED_RULES = "rules.yaml";
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();
  private static final Pattern TO_FILL_IN = Pattern.compile("# fill in: ([^#}]*[^#}\\s])");
  private static final PackText NO_LINES = new PackText("");
  private static final JsonNode SCHEMA_DOCUMENT = schemaDocument();
  private static final JsonSchema SCHEMA = new JsonSchema(SCHEMA_DOCUMENT);
  private static final JsonSchema RULE_SCHEMA =
      partOfSchema("/$defs/Trait/properties/rules", "rules");
  private static final JsonSchema TRAIT_SCHEMA = partOfSchema("/$defs/Trait", "trait");

  private final Map<String, String> sharedTemplates;
  private final List<Rule> sharedRules;
  private final Traits traits;
  private final OptionTypes types;

  /**
   * A reader of packs that may use what {@code products} shares.
   *
   * @param products folder with a folder {@code _shared}
   */
  public PackReader(Path products) {
    Path shared = products.resolve(SHARED);
    this.sharedTemplates = new TreeMap<>();
    Path folder = shared.resolve(TRAITS);
    templates(SHARED, shared).entrySet().stream()
        .filter(template -> !template.getKey().startsWith(TRAITS + "/"))
        .forEach(
            template -> sharedTemplates.put(SHARED + "/" + template.getKey(), template.getValue()));
    this.traits = traits(folder);
    this.types = new OptionTypes(tree(SHARED, shared.resolve("types.yaml")));
    this.sharedRules = sharedRules(shared.resolve(SHARED_RULES));
  }

  /**
   * The packs below a folder, in the order of their names.
   *
   * @param faults gets what is wrong with those that are left out
   */
  public List<ReadPack> readAll(Path products, List<PackFault> faults) {
    List<ReadPack> packs = new ArrayList<>();
    try (Stream<Path> folders = Files.list(products)) {
      for (Path folder : (Iterable<Path>) folders.sorted()::iterator) {
        if (!name(folder).equals(SHARED) && !name(folder).startsWith(".")) {
          try {
            packs.add(read(folder));
          } catch (PackException e) {
            faults.addAll(e.faults());
          }
        }
      }
      return packs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A pack, and where its author finds what is wrong with it.
   *
   * @param text its {@code product.yaml}
   */
  public record ReadPack(ProductPack pack, PackText text) {}

  private ReadPack read(Path folder) {
    String name = name(folder);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new PackException(name, "is not a folder; a pack is a folder with a " + DEFINITION);
    }
    JsonNode tree = tree(name, folder.resolve(DEFINITION));
    PackText text = text(folder.resolve(DEFINITION));
    Map<String, String> own = templates(name, folder);
    refuse(faults(name, DEFINITION, text, SCHEMA.validate(tree)), lint(name, own));
    writeOut(name, DEFINITION, text, tree);
    PackComposition whole = traits.complete(name, (ObjectNode) tree, own);
    try {
      ObjectNode complete = whole.definition(types);
      PackDefinition definition = YAML.treeToValue(complete, PackDefinition.class);
      if (!definition.id().equals(name)) {
        String rule = "its id is '%s', and its folder '%s'; name folder and id alike";
        throw new PackException(
            List.of(
                new PackFault(
                    name, DEFINITION, text.line("/id"), rule.formatted(definition.id(), name))));
      }
      Map<String, String> sources = new HashMap<>(sharedTemplates);
      sources.putAll(whole.templates());
      List<Fault> facts =
          FactCheck.of((ObjectNode) tree, whole.traitFacts(), complete, sources.values());
      refuse(faults(name, DEFINITION, text, facts), unfilled(name, folder));
      List<Rule> rules = new ArrayList<>(sharedRules);
      rules.addAll(definition.rules());
      whole.takeCopies(PackCopies.of(name, folder));
      ProductPack pack =
          new ProductPack(definition, rules, new TemplateSet(sources), whole.copies());
      return new ReadPack(pack, text);
    } catch (IOException e) {
      throw new PackException(
          List.of(new PackFault(name, DEFINITION, 0, String.valueOf(e.getMessage()))));
    }
  }

  /** The lines of a pack that was begun which its author has not filled in yet. */
  private static List<PackFault> unfilled(String pack, Path folder) throws IOException {
    List<PackFault> faults = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String path = folder.relativize(file).toString().replace('\\', '/');
        if (path.equals(DEFINITION) || path.endsWith(PackDefinition.TEMPLATE_SUFFIX)) {
          List<String> lines = Files.readAllLines(file);
          for (int i = 0; i < lines.size(); i++) {
            Matcher mark = TO_FILL_IN.matcher(lines.get(i));
            if (mark.find()) {
              String rule = "still to be filled in: %s; write it, and take the comment away";
              faults.add(new PackFault(pack, path, i + 1, rule.formatted(mark.group(1))));
            }
          }
        }
      }
    }
    return faults;
  }

  private static List<PackFault> lint(String pack, Map<String, String> templates) {
    return templates.entrySet().stream()
        .flatMap(template -> TemplateSet.faults(template.getKey(), template.getValue()).stream())
        .map(fault -> new PackFault(pack, fault.template(), fault.line(), fault.detail()))
        .toList();
  }

  private static PackText text(Path file) {
    try {
      return new PackText(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> templates(String pack, Path folder) {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
        String relative = folder.relativize(path).toString().replace('\\', '/');
        if (Files.isSymbolicLink(path)) {
          String rule = "is a symbolic link; put the file there";
          throw new PackException(List.of(new PackFault(pack, relative, 0, rule)));
        }
        if (Files.isRegularFile(path) && relative.endsWith(PackDefinition.TEMPLATE_SUFFIX)) {
          sources.put(relative, Files.readString(path));
        }
      }
      return sources;
    } catch (IOException e) {
      throw new PackException(pack, "cannot be read: " + e);
    }
  }

  private static Traits traits(Path folder) {
    Map<String, Trait> traits = new TreeMap<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path trait : (Iterable<Path>) folders.sorted()::iterator) {
        String owner = SHARED + "/" + TRAITS + "/" + name(trait);
        JsonNode tree = tree(owner, trait.resolve(TRAIT_DEFINITION));
        List<Fault> faults = TRAIT_SCHEMA.validate(YAML.createObjectNode().set("trait", tree));
        refuse(faults(owner, TRAIT_DEFINITION, NO_LINES, faults));
        writeOut(owner, TRAIT_DEFINITION, NO_LINES, tree);
        traits.put(
            name(trait),
            new Trait((ObjectNode) tree, templates(owner, trait), PackCopies.of(owner, trait)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Traits(traits);
  }

  private static List<Rule> sharedRules(Path file) {
    JsonNode tree = tree(SHARED, file);
    refuse(faults(SHARED, SHARED_RULES, NO_LINES, RULE_SCHEMA.validate(tree)));
    writeOut(SHARED, SHARED_RULES, NO_LINES, tree);
    try {
      return List.of(YAML.treeToValue(tree.path("rules"), Rule[].class));
    } catch (IOException e) {
      throw new PackException(SHARED, SHARED_RULES + ": " + e.getMessage());
    }
  }

  private static void writeOut(String pack, String file, PackText text, JsonNode definition) {
    String detail = "rule '%s': its condition names no option; say what it is about in 'pointer'";
    refuse(
        Shorthand.writeOut((ObjectNode) definition).stream()
            .map(code -> new PackFault(pack, file, text.ruleLine(code), detail.formatted(code)))
            .toList());
  }

  private static JsonNode tree(String pack, Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new PackException(
          List.of(
              new PackFault(
                  pack, name(file), 0, "'%s' is missing; a pack has one".formatted(name(file)))));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return YAML.readTree(in);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String detail = String.valueOf(e.getOriginalMessage()).replaceAll("\\s*\n\\s*", " ");
      throw new PackException(List.of(new PackFault(pack, name(file), line, detail)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<PackFault> faults(
      String pack, String file, PackText text, List<Fault> faults) {
    return faults.stream()
        .map(
            fault ->
                new PackFault(
                    pack,
                    file,
                    text.line(fault.pointer()),
                    fault.pointer() + ": " + fault.detail()))
        .toList();
  }

  @SafeVarargs
  private static void refuse(List<PackFault>... faults) {
    List<PackFault> all = Stream.of(faults).flatMap(List::stream).toList();
    if (!all.isEmpty()) {
      throw new PackException(all);
    }
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("").replace("/", "");
  }

  private static JsonNode schemaDocument() {
    try (InputStream in = PackReader.class.getResourceAsStream("/schema/product.schema.yaml")) {
      return YAML.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The schema of a document with one field, which is described at a place of the packs' schema.
   */
  private static JsonSchema partOfSchema(String place, String field) {
    var document = YAML.createObjectNode();
    document.put("type", "object").put("additionalProperties", false);
    document.putObject("properties").set(field, SCHEMA_DOCUMENT.at(place));
    document.set("$defs", SCHEMA_DOCUMENT.path("$defs"));
    return new JsonSchema(document);
  }
}
