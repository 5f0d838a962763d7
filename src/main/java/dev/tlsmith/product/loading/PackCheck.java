package dev.tlsmith.product.loading;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.product.pack.PackDefinition.Component;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import dev.tlsmith.product.pack.PackFault;
import dev.tlsmith.product.pack.PackFile;
import dev.tlsmith.product.pack.PackReader.ReadPack;
import dev.tlsmith.product.pack.PackText;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.pack.Reload;
import dev.tlsmith.product.resolution.DeploymentFiles;
import dev.tlsmith.product.resolution.MaterialNeeds;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.Syntax;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Parses every template of a pack, and evaluates every rule, condition and name, and renders every
 * file, documents too, of the {@linkplain Trial deployments} that it is tried with, for each
 * version line. What options and the caller's own files change is left to the pack's examples.
 */
final class PackCheck {

  private static final String DEFINITION = "product.yaml";

  private final ProductPack pack;
  private final PackText text;
  private final Set<PackFault> faults = new LinkedHashSet<>();
  private final Set<String> places = new HashSet<>();

  private PackCheck(ReadPack read) {
    this.pack = read.pack();
    this.text = read.text();
  }

  /** Everything that is wrong with a pack; empty if it is sound. */
  static List<PackFault> faults(ReadPack read) {
    PackCheck check = new PackCheck(read);
    check.lint();
    for (ProductChart chart : check.pack.charts()) {
      Set<Map<String, Object>> tried = new HashSet<>();
      check.pack.definition().versions().stream()
          .filter(line -> chart.key().isEmpty() || chart.range(line).isPresent())
          .forEach(line -> check.check(chart, line, tried.add(check.facts(chart, line))));
    }
    return List.copyOf(check.faults);
  }

  private void lint() {
    for (Fault fault : pack.wrongDefaults()) {
      String rule = "the default of option %s: %s";
      int line = text.line("/options" + fault.pointer());
      add(DEFINITION, line, rule.formatted(fault.pointer(), fault.detail()));
    }
    for (PackFile file : pack.definition().files()) {
      int line = line(file);
      boolean there =
          file.isCopy()
              ? pack.copy(file.template()).isPresent()
              : pack.templates().contains(file.template());
      if (!there) {
        String kind = file.isCopy() ? "file" : "template";
        String rule = "file '%s': there is no %s '%s'; write it, or name another";
        add(DEFINITION, line, rule.formatted(file.path(), kind, file.template()));
      }
      if (file.isCopy() && (file.material() || file.stream() != null || file.patch() != null)) {
        String rule =
            "file '%s': it is copied from '%s', so it has no 'stream', 'material' or 'patch'; take"
                + " that out, or make it a template (.j2)";
        add(DEFINITION, line, rule.formatted(file.path(), file.template()));
      }
      lint(line, file.path());
      if (file.patch() != null) {
        lint(line, file.patch().name());
      }
    }
    pack.rules().forEach(rule -> lint(line(rule), rule.message()));
    for (Reload way : pack.definition().reload()) {
      int line = text.line("/reload");
      lint(line, way.within());
      way.command().forEach(word -> lint(line, word));
    }
    for (Component component : pack.definition().components()) {
      int line = text.line("components", "id", component.id());
      component.serviceNames().forEach(name -> lint(line, name));
      component.composeServices().forEach(name -> lint(line, name));
      if (component.image() != null) {
        lint(line, component.image().name());
        lint(line, component.image().values());
      }
    }
    WordCheck.faults(pack.templates()).forEach(fault -> add(fault, WordCheck.WORDS, 0, "words"));
    for (String name : pack.templates().names()) {
      evaluate("", 0, "", () -> pack.templates().parse(name));
    }
  }

  private void lint(int line, String expression) {
    TemplateSet.faults(expression, expression)
        .forEach(fault -> add(DEFINITION, line, fault.detail()));
  }

  private Map<String, Object> facts(ProductChart chart, VersionLine line) {
    return pack.facts(line, chart.held(Trial.chartVersion(chart, line)));
  }

  /** Lines of the same facts differ in their number alone, so that one of them stands for all. */
  private void check(ProductChart chart, VersionLine line, boolean isFirst) {
    List<Trial> trials = Trial.of(pack, chart, line);
    for (Trial trial : isFirst ? trials : trials.subList(0, 1)) {
      try {
        check(trial, trial.model());
      } catch (TemplateException e) {
        add(e, DEFINITION, text.line("versions", "line", line.line()), "names of the components");
        return;
      }
    }
  }

  private void check(Trial trial, Rendering model) {
    Map<String, String> warnings = new LinkedHashMap<>();
    boolean refused = apply(model, warnings);
    if (!conditionsHold(model) || refused) {
      return;
    }
    DeploymentFiles files =
        DeploymentFiles.of(pack, trial.placement().folder(), trial.targets(), model);
    Rendering full = model.extended(Map.of("applies", files.model()));
    Placeholders placeholders = new Placeholders(trial.spec(), MaterialNeeds.of(pack, full));
    Rendering material = full.extended(Map.of("material", placeholders.material()));
    List<String> paths = files.entries().stream().map(DeploymentFiles.Entry::path).toList();
    Rendering documents = full.extended(Map.of("document", placeholders.document(paths, warnings)));
    for (DeploymentFiles.Entry entry : files.entries()) {
      PackFile file = entry.file();
      boolean document = file.isDocument();
      render(entry, document ? documents : file.material() ? material : full);
    }
  }

  /** Whether every condition and path of a file can be evaluated, at the price of one where so. */
  private boolean conditionsHold(Rendering model) {
    List<PackFile> files = pack.definition().files();
    try {
      model.testAll(files.stream().map(PackFile::when).toList());
      files.forEach(file -> model.text(file.path()));
      DeploymentFiles.of(pack, "", EnumSet.allOf(Target.class), model);
      MaterialNeeds.of(pack, model);
      pack.definition().components().stream()
          .flatMap(component -> Stream.ofNullable(component.image()))
          .forEach(image -> model.text(image.name() + image.values()));
      return true;
    } catch (TemplateException e) {
      boolean filesHold = true;
      for (PackFile file : files) {
        String where = "file '%s'".formatted(file.path());
        filesHold &=
            evaluate(DEFINITION, line(file), where + ", when", () -> model.test(file.when()));
        filesHold &=
            evaluate(DEFINITION, line(file), where + ", path", () -> model.text(file.path()));
      }
      if (filesHold) {
        add(e, DEFINITION, text.line("/files"), "files, material, certificates");
      }
      return false;
    }
  }

  /**
   * Evaluates every rule, and writes the messages of those that fire.
   *
   * @return whether one of them refuses the deployment, so that nothing of it is rendered
   */
  private boolean apply(Rendering model, Map<String, String> warnings) {
    boolean refused = false;
    for (Rule rule : fired(model)) {
      refused |= rule.severity() == Severity.ERROR;
      String where = "rule '%s', message".formatted(rule.code());
      evaluate(
          DEFINITION,
          line(rule),
          where,
          () -> warnings.put(rule.code(), model.text(rule.message())));
    }
    return refused;
  }

  private List<Rule> fired(Rendering model) {
    List<Rule> rules = pack.rules();
    try {
      List<Boolean> fired = model.testAll(rules.stream().map(Rule::when).toList());
      return IntStream.range(0, rules.size()).filter(fired::get).mapToObj(rules::get).toList();
    } catch (TemplateException e) {
      List<Rule> fired = new ArrayList<>();
      for (Rule rule : rules) {
        String where = "rule '%s', when".formatted(rule.code());
        evaluate(
            DEFINITION,
            line(rule),
            where,
            () -> {
              if (model.test(rule.when())) {
                fired.add(rule);
              }
            });
      }
      return fired;
    }
  }

  private void render(DeploymentFiles.Entry entry, Rendering model) {
    PackFile file = entry.file();
    if (!pack.templates().contains(file.template())) {
      return; // said once for all deployments
    }
    String where = "file '%s'".formatted(file.path());
    evaluate(
        file.template(),
        0,
        where,
        () -> {
          Syntax syntax = Syntax.of(entry.path(), Objects.requireNonNullElse(file.mediaType(), ""));
          String rendered = file.render(model);
          if (rendered.isBlank()) {
            String rule = "what it makes is empty; write it, or say in 'when' where it is needed";
            add(file.template(), 0, rule);
          }
          OptionalInt line = syntax.fault(rendered);
          if (line.isPresent()) {
            String rule =
                "what it makes does not parse as %s, at line %d of it; look at it with 'render'";
            add(file.template(), 0, rule.formatted(syntax, line.getAsInt()));
          }
        });
  }

  private int line(PackFile file) {
    return text.line("files", "path", file.path());
  }

  private int line(Rule rule) {
    return text.ruleLine(rule.code());
  }

  /** Whether nothing failed. */
  private boolean evaluate(String file, int line, String where, Runnable evaluation) {
    try {
      evaluation.run();
      return true;
    } catch (TemplateException e) {
      add(e, file, line, where);
      return false;
    }
  }

  /** A fault in a template is named by its template, one in an expression by what it stands in. */
  private void add(TemplateException e, String file, int line, String where) {
    if (pack.templates().contains(e.template())) {
      add(e.template(), e.line(), e.detail());
    } else {
      add(file, line, where + ": " + e.getMessage());
    }
  }

  /** One line has one fault: what is wrong for each of many deployments is the same every time. */
  private void add(String file, int line, String detail) {
    if (line == 0 || file.equals(DEFINITION) || places.add(file + ":" + line)) {
      faults.add(new PackFault(pack.id(), file, line, detail));
    }
  }
}
