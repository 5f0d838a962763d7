package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.Traits.Trait;
import dev.tlsmith.rendering.TemplateSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads packs from a folder that holds one folder a product; refuses whatever is wrong with them.
 */
public final class PackReader {

  /** Folder of what packs share, beside their own, and the first part of its templates' names. */
  public static final String SHARED = "_shared";

  private static final String TRAITS = "traits";
  private static final String DEFINITION = PackFolder.DEFINITION;
  private static final String TRAIT_DEFINITION = "trait.yaml";
  private static final String SHARED_RULES = "rules.yaml";
  private static final PackText NO_LINES = new PackText("");

  private final @Nullable PackSchemas schemas;
  private final Map<String, String> sharedTemplates = new TreeMap<>();
  private final List<Rule> sharedRules;
  private final Traits traits;
  private final OptionTypes types;

  private PackReader(Path products, @Nullable PackSchemas schemas) {
    this.schemas = schemas;
    PackFolder shared = new PackFolder(SHARED, products.resolve(SHARED));
    shared
        .templates()
        .forEach(
            (name, source) -> {
              if (!name.startsWith(TRAITS + "/")) {
                sharedTemplates.put(SHARED + "/" + name, source);
              }
            });
    this.traits = traits(shared.path().resolve(TRAITS));
    this.types = new OptionTypes(shared.tree("types.yaml"));
    this.sharedRules = sharedRules(shared);
  }

  /**
   * A reader of packs that anybody may have written: each is held to the schema and to all that a
   * pack must be. They may use what {@code products} shares.
   *
   * @param products folder with a folder {@code _shared}
   */
  public static PackReader judging(Path products) {
    return new PackReader(products, new PackSchemas());
  }

  /**
   * A reader of packs that {@link #judging} found sound before, as the build did with those of the
   * jar: what cannot be wrong any more is not looked at, which would take most of the start.
   *
   * @param products folder with a folder {@code _shared}
   */
  public static PackReader trusting(Path products) {
    return new PackReader(products, null);
  }

  /**
   * The packs below a folder, in the order of their names.
   *
   * @param faults gets what is wrong with those that are left out
   */
  public List<ReadPack> readAll(Path products, List<PackFault> faults) {
    List<ReadPack> packs = new ArrayList<>();
    for (Path folder : PackFolder.in(products)) {
      String name = PackFolder.name(folder);
      if (!name.equals(SHARED) && !name.startsWith(".")) {
        try {
          packs.add(read(new PackFolder(name, folder)));
        } catch (PackException e) {
          faults.addAll(e.faults());
        }
      }
    }
    return packs;
  }

  /**
   * A pack, and where its author finds what is wrong with it.
   *
   * @param text its {@code product.yaml}
   */
  public record ReadPack(ProductPack pack, PackText text) {}

  private ReadPack read(PackFolder folder) {
    String name = folder.owner();
    if (!Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw new PackException(name, "is not a folder; a pack is a folder with a " + DEFINITION);
    }
    ObjectNode tree = object(name, DEFINITION, folder.tree(DEFINITION));
    PackText text = folder.text(DEFINITION);
    Map<String, String> own = folder.templates();
    if (schemas != null) {
      refuse(faults(name, DEFINITION, text, schemas.ofPack(tree)), lint(name, own));
    }
    writeOut(name, DEFINITION, text, tree);
    PackComposition whole = traits.complete(name, tree, own);
    Map<String, String> sources = new HashMap<>(sharedTemplates);
    sources.putAll(whole.templates());
    try {
      ObjectNode complete = whole.definition(types);
      PackDefinition definition = PackFolder.YAML.treeToValue(complete, PackDefinition.class);
      if (!definition.id().equals(name)) {
        String rule = "its id is '%s', and its folder '%s'; name folder and id alike";
        throw new PackException(
            List.of(
                new PackFault(
                    name, DEFINITION, text.line("/id"), rule.formatted(definition.id(), name))));
      }
      if (schemas != null) {
        List<Fault> facts =
            FactCheck.of(tree, whole.traitFacts(), complete, sources.values(), own.keySet());
        refuse(faults(name, DEFINITION, text, facts), folder.unfilled());
      }
      List<Rule> rules = new ArrayList<>(sharedRules);
      rules.addAll(definition.rules());
      whole.takeCopies(PackCopies.of(name, folder.path()));
      ProductPack pack =
          new ProductPack(definition, rules, new TemplateSet(sources), whole.copies());
      return new ReadPack(pack, text);
    } catch (IOException e) {
      throw new PackException(
          List.of(new PackFault(name, DEFINITION, 0, String.valueOf(e.getMessage()))));
    }
  }

  private static List<PackFault> lint(String pack, Map<String, String> templates) {
    return templates.entrySet().stream()
        .flatMap(template -> TemplateSet.faults(template.getKey(), template.getValue()).stream())
        .map(fault -> new PackFault(pack, fault.template(), fault.line(), fault.detail()))
        .toList();
  }

  private Traits traits(Path folder) {
    Map<String, Trait> read = new TreeMap<>();
    for (Path path : PackFolder.in(folder)) {
      String name = PackFolder.name(path);
      PackFolder trait = new PackFolder(SHARED + "/" + TRAITS + "/" + name, path);
      ObjectNode tree = object(trait.owner(), TRAIT_DEFINITION, trait.tree(TRAIT_DEFINITION));
      if (schemas != null) {
        refuse(faults(trait.owner(), TRAIT_DEFINITION, NO_LINES, schemas.ofTrait(tree)));
      }
      writeOut(trait.owner(), TRAIT_DEFINITION, NO_LINES, tree);
      read.put(
          name, new Trait(tree, trait.templates(), PackCopies.of(trait.owner(), trait.path())));
    }
    return new Traits(read);
  }

  private List<Rule> sharedRules(PackFolder shared) {
    ObjectNode tree = object(SHARED, SHARED_RULES, shared.tree(SHARED_RULES));
    if (schemas != null) {
      refuse(faults(SHARED, SHARED_RULES, NO_LINES, schemas.ofRules(tree)));
    }
    writeOut(SHARED, SHARED_RULES, NO_LINES, tree);
    try {
      return List.of(PackFolder.YAML.treeToValue(tree.path("rules"), Rule[].class));
    } catch (IOException e) {
      throw new PackException(SHARED, SHARED_RULES + ": " + e.getMessage());
    }
  }

  private static ObjectNode object(String owner, String file, JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      return object;
    }
    String rule = "is no mapping; it begins with 'id: …' and further fields, one a line";
    throw new PackException(List.of(new PackFault(owner, file, 0, rule)));
  }

  private static void writeOut(String pack, String file, PackText text, ObjectNode definition) {
    String detail = "rule '%s': its condition names no option; say what it is about in 'pointer'";
    refuse(
        Shorthand.writeOut(definition).stream()
            .map(code -> new PackFault(pack, file, text.ruleLine(code), detail.formatted(code)))
            .toList());
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
}
