package dev.tlsmith.documentation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.pack.Proven;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page about a product, in Markdown: one line for each thing, so that a change is a line. */
final class ProductPage {

  private static final String NOTE =
      "<!-- Made of the pack; mvn test -Dtest=ProductPagesTest -Dgolden.update=true rewrites it."
          + " -->\n\n";

  private final ProductPack pack;
  private final Set<Rule> common;
  private final String guide;

  /**
   * A page.
   *
   * @param common rules that stand elsewhere, since every product has them
   * @param guide what the pack says in its own words, with headings of the second level; may be
   *     empty
   */
  ProductPage(ProductPack pack, Set<Rule> common, String guide) {
    this.pack = pack;
    this.common = common;
    this.guide = guide;
  }

  String text() {
    StringBuilder page = new StringBuilder("# %s\n\n%s".formatted(pack.title(), NOTE));
    page.append(
        "`product: %s`, for the targets %s. Its own page about TLS: <%s>.\n\n"
            .formatted(
                pack.id(),
                pack.targets().stream()
                    .map(target -> "`" + target.id() + "`")
                    .collect(Collectors.joining(", ")),
                pack.documentation()));
    page.append(versions()).append('\n').append(proven());
    if (!guide.isEmpty()) {
      page.append(guide.strip()).append("\n\n");
    }
    page.append("## Options\n\n| `options.…` | type | default | |\n|---|---|---|---|\n");
    options("", pack.options().document()).forEach(page::append);
    List<Rule> own = pack.rules().stream().filter(rule -> !common.contains(rule)).toList();
    if (!own.isEmpty()) {
      page.append(
          "\n"
              + "## Rules\n\n"
              + "Besides [those of every product](README.md#rules-of-every-product); `…` stands for"
              + " what is given.\n\n");
      own.forEach(rule -> page.append(line(rule)));
    }
    return page.toString();
  }

  /** The page that leads to the others. */
  static String overview(Collection<ProductPack> packs, Set<Rule> common) {
    StringBuilder page = new StringBuilder("# Products\n\n").append(NOTE);
    page.append("| product | | versions | targets | proven |\n|---|---|---|---|---|\n");
    for (ProductPack pack : packs) {
      page.append(
          "| `%s` | [%s](%s.md) | %s | %s | %s |\n"
              .formatted(
                  pack.id(),
                  pack.title(),
                  pack.id(),
                  lines(pack),
                  pack.targets().stream().map(Target::id).collect(Collectors.joining(", ")),
                  shown(pack)));
    }
    page.append(
        "\n"
            + "Proven, besides the handshakes of each bundle: by the *program*, which ran with the"
            + " files and was asked over its own protocol; by a program of the tests on its"
            + " *runtime*; or *rendered* on the real chart.\n");
    page.append("\nOne of your own is a folder of data: [packs.md](../packs.md).\n");
    page.append("\n## Rules of every product\n\n`…` stands for what is given.\n\n");
    common.forEach(rule -> page.append(line(rule)));
    return page.toString();
  }

  /** The rows of the table of {@code README.md}: what was shown, and for which products. */
  static List<String> rows(Collection<ProductPack> packs) {
    return Stream.of(Proven.By.values())
        .map(by -> "| %s | %s |".formatted(way(by), shown(packs, by)))
        .toList();
  }

  private static String way(Proven.By by) {
    return switch (by) {
      case PROGRAM -> "the real program ran with the files";
      case RUNTIME -> "a program of the tests ran with them on its runtime";
      case RENDERED -> "the real chart was rendered with them";
    };
  }

  private static String shown(Collection<ProductPack> packs, Proven.By by) {
    return packs.stream()
        .flatMap(
            pack ->
                pack.definition().proven().stream()
                    .filter(one -> one.by() == by)
                    .map(
                        one ->
                            "%s (%s)".formatted(pack.title(), String.join(", ", one.versions()))))
        .collect(Collectors.joining("; "));
  }

  private static String lines(ProductPack pack) {
    return pack.versions().stream()
        .map(version -> version.line() + (version.preview() ? " (preview)" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String shown(ProductPack pack) {
    return pack.definition().proven().stream()
        .map(one -> one.by().id() + " " + String.join(", ", one.versions()))
        .collect(Collectors.joining("; "));
  }

  private String proven() {
    StringBuilder text = new StringBuilder();
    for (Proven one : pack.definition().proven()) {
      String targets =
          one.targets().stream()
              .map(target -> "`" + target.id() + "`")
              .collect(Collectors.joining(", "));
      String versions = String.join(", ", one.versions());
      String line =
          switch (one.by()) {
            case PROGRAM -> "- %s: the real program ran with the files (%s)\n";
            case RUNTIME -> "- %s: a program of the tests ran with the files on its runtime (%s)\n";
            case RENDERED -> "- %s: rendered on the real chart (%s)\n";
          };
      text.append(line.formatted(targets, versions));
    }
    return text.isEmpty()
        ? ""
        : "Proven in the tests, besides the handshakes of each bundle:\n\n" + text + "\n";
  }

  private String versions() {
    StringBuilder table = new StringBuilder();
    boolean charts = !pack.charts().getFirst().name().isEmpty();
    table.append(
        charts
            ? "| version | chart `%s` | |\n|---|---|---|\n"
                .formatted(pack.charts().getFirst().name())
            : "| version | |\n|---|---|\n");
    for (ProductPack.Version version : pack.versions()) {
      String chart =
          version.oldestChart() == null
              ? ""
              : version.oldestChart().equals(version.newestChart())
                  ? version.oldestChart()
                  : version.oldestChart() + " to " + version.newestChart();
      String note =
          version.preview()
              ? "preview: no release of it was seen"
              : version.line().equals(pack.newestLine().line()) ? "default" : "";
      table.append(
          charts
              ? "| %s | %s | %s |\n".formatted(version.line(), chart, note)
              : "| %s | %s |\n".formatted(version.line(), note));
    }
    return table.toString();
  }

  private static List<String> options(String prefix, JsonNode schema) {
    List<String> lines = new ArrayList<>();
    schema
        .path("properties")
        .fields()
        .forEachRemaining(
            option -> {
              JsonNode value = option.getValue();
              String name = prefix + option.getKey();
              boolean nested = value.path("properties").isObject();
              String byDefault = nested ? "" : "`%s`".formatted(value.path("default").toString());
              lines.add(
                  "| `%s` | %s | %s | %s |\n"
                      .formatted(
                          name, type(value), byDefault, cell(value.path("description").asText())));
              lines.addAll(options(name + ".", value));
            });
    return lines;
  }

  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      List<String> values = new ArrayList<>();
      schema.path("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      return String.join(", ", values);
    }
    if (schema.has("minimum") || schema.has("maximum")) {
      return "%s to %s".formatted(schema.path("minimum").asText(), schema.path("maximum").asText());
    }
    String type = schema.path("type").asText();
    return switch (type) {
      case "string" -> "text";
      case "array" -> "list of " + type(schema.path("items"));
      default -> type;
    };
  }

  private static String line(Rule rule) {
    String level =
        rule.severity() == Severity.ERROR ? "" : " (%s)".formatted(rule.severity().word());
    return "- `%s`%s: %s ([source](%s))\n"
        .formatted(rule.code(), level, cell(gist(rule.message())), rule.source());
  }

  /** A message without its template: what depends on the spec is an ellipsis. */
  private static String gist(String message) {
    return message
        .replaceAll("(?s)\\{\\{.*?}}", "…")
        .replaceAll("(?s)\\{%.*?%}", "")
        .replaceAll("(… ?)+…", "…");
  }

  private static String cell(String text) {
    return text.replaceAll("([|*<>`\\[\\]])", "\\\\$1");
  }
}
