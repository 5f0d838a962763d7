package dev.tlsmith.product.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What many products have, each under a name: facts, options, files, rules and templates. A pack
 * names its traits, and what it changes of each:
 *
 * <pre>{@code
 * traits:
 *   edge: {}
 *   compose:
 *     options: {composeService: {default: acme}}   # these keywords instead of the trait's
 *     rules: {no-service: null}                    # without this rule
 * }</pre>
 *
 * <p>What two traits bring, or a trait and the pack itself, is a clash, and an error: nothing is
 * replaced that the pack's author did not name. Only a template of the pack stands in the place of
 * the trait's of the same name by itself.
 */
final class Traits {

  private static final String TRAITS = "traits";
  private static final String NEEDS = "needs";

  private final Map<String, Trait> traits;

  /** All traits that there are, by name. */
  Traits(Map<String, Trait> traits) {
    this.traits = new TreeMap<>(traits);
  }

  /**
   * One trait.
   *
   * @param definition its {@code trait.yaml}, as the schema allows it
   * @param templates text by name below the trait's folder, e.g. {@code kubernetes/secret.yaml.j2}
   * @param copies what is copied as it is, by name below the trait's folder
   */
  @SuppressWarnings("ArrayRecordComponent") // files are arrays; never compared
  record Trait(ObjectNode definition, Map<String, String> templates, Map<String, byte[]> copies) {}

  /**
   * A pack's definition and templates with what its traits bring.
   *
   * @param product its {@code product.yaml}; not changed
   * @param templates its own ones, by name
   * @throws PackException for an unknown trait, a clash, a change of what a trait does not have, or
   *     a fact that is missing
   */
  PackComposition complete(String pack, ObjectNode product, Map<String, String> templates) {
    PackComposition whole = new PackComposition(pack);
    JsonNode named = product.path(TRAITS);
    for (String name : wanted(pack, named)) {
      Trait trait = trait(pack, name);
      ObjectNode definition = trait.definition().deepCopy();
      TraitChange.apply(pack, name, definition, named.path(name));
      whole.take(name, definition, trait.templates());
      whole.takeCopies(trait.copies());
    }
    ObjectNode own = product.deepCopy();
    own.remove(TRAITS);
    whole.takeOwn(own, templates);
    return whole;
  }

  /** The traits of a pack, each behind those that it needs. */
  private Set<String> wanted(String pack, JsonNode named) {
    Set<String> wanted = new LinkedHashSet<>();
    for (Iterator<String> names = named.fieldNames(); names.hasNext(); ) {
      add(pack, names.next(), wanted);
    }
    return wanted;
  }

  private void add(String pack, String name, Set<String> wanted) {
    Trait trait = trait(pack, name);
    if (!wanted.contains(name)) {
      trait.definition().path(NEEDS).forEach(needed -> add(pack, needed.textValue(), wanted));
      wanted.add(name);
    }
  }

  private Trait trait(String pack, String name) {
    Trait trait = traits.get(name);
    if (trait == null) {
      String rule = "there is no trait '%s'; there are %s";
      throw new PackException(pack, rule.formatted(name, String.join(", ", traits.keySet())));
    }
    return trait;
  }
}
