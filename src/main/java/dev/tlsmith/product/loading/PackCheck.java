package dev.tlsmith.product.loading;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.product.pack.PackDefinition.ChartRange;
import dev.tlsmith.product.pack.PackDefinition.Component;
import dev.tlsmith.product.pack.PackDefinition.PackFile;
import dev.tlsmith.product.pack.PackDefinition.Rule;
import dev.tlsmith.product.pack.PackDefinition.VersionLine;
import dev.tlsmith.product.pack.PackFault;
import dev.tlsmith.product.pack.PackReader.ReadPack;
import dev.tlsmith.product.pack.PackText;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.resolution.DeploymentFiles;
import dev.tlsmith.product.resolution.DeploymentModel;
import dev.tlsmith.product.resolution.DeploymentPlacement;
import dev.tlsmith.product.resolution.DeploymentResolver;
import dev.tlsmith.product.resolution.DeploymentSelection;
import dev.tlsmith.product.resolution.ExistingFiles;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parses every template of a pack, and evaluates every rule, condition and name, and the files of a
 * default deployment, once for each version line. The pack's examples check the rest.
 */
public final class PackCheck {

  private static final String DEFINITION = "product.yaml";

  private final ProductPack pack;
  private final PackText text;
  private final Set<PackFault> faults = new LinkedHashSet<>();

  private PackCheck(ReadPack read) {
    this.pack = read.pack();
    this.text = read.text();
  }

  /** Everything that is wrong with a pack; empty if it is sound. */
  public static List<PackFault> faults(ReadPack read) {
    PackCheck check = new PackCheck(read);
    check.lint();
    for (ProductChart chart : check.pack.charts()) {
      check.pack.definition().versions().stream()
          .filter(line -> chart.key().isEmpty() || chart.range(line).isPresent())
          .forEach(line -> check.check(chart, line));
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
      if (!pack.templates().contains(file.template())) {
        String rule = "file '%s': there is no template '%s'; write it, or name another";
        add(DEFINITION, line, rule.formatted(file.path(), file.template()));
      }
      lint(line, file.path());
      if (file.patch() != null) {
        lint(line, file.patch().name());
      }
    }
    pack.rules().forEach(rule -> lint(line(rule), rule.message()));
    for (Component component : pack.definition().components()) {
      int line = text.line("components", "id", component.id());
      component.serviceNames().forEach(name -> lint(line, name));
      component.composeServices().forEach(name -> lint(line, name));
    }
    for (String name : pack.templates().names()) {
      evaluate("", 0, "", () -> pack.templates().parse(name));
    }
  }

  private void lint(int line, String expression) {
    TemplateSet.faults(expression, expression)
        .forEach(fault -> add(DEFINITION, line, fault.detail()));
  }

  private void check(ProductChart chart, VersionLine line) {
    Rendering model;
    try {
      model = model(chart, line);
    } catch (TemplateException e) {
      add(e, DEFINITION, text.line("versions", "line", line.line()), "the names of the components");
      return;
    }
    int before = faults.size();
    for (PackFile file : pack.definition().files()) {
      String where = "file '%s'".formatted(file.path());
      evaluate(DEFINITION, line(file), where + ", when", () -> model.test(file.when()));
      evaluate(DEFINITION, line(file), where + ", path", () -> model.text(file.path()));
    }
    if (faults.size() == before) {
      evaluate(DEFINITION, text.line("/files"), "files", () -> render(model));
    }
    evaluate(
        DEFINITION,
        text.line("/material"),
        "material, certificates",
        () -> DeploymentResolver.needs(pack, model));
    for (Rule rule : pack.rules()) {
      String where = "rule '%s', when".formatted(rule.code());
      evaluate(DEFINITION, line(rule), where, () -> model.test(rule.when()));
    }
  }

  private void render(Rendering model) {
    DeploymentFiles files = DeploymentFiles.of(pack, "", EnumSet.allOf(Target.class), model);
    Rendering full = model.with(Map.of("applies", files.model()));
    for (DeploymentFiles.Entry entry : files.entries()) {
      PackFile file = entry.file();
      if (!file.material()
          && !ResolvedDeployment.isDocument(file)
          && pack.templates().contains(file.template())) {
        String where = "file '%s'".formatted(file.path());
        evaluate(file.template(), 0, where, () -> full.render(file.template()));
      }
    }
  }

  private int line(PackFile file) {
    return text.line("files", "path", file.path());
  }

  private int line(Rule rule) {
    return text.ruleLine(rule.code());
  }

  private void evaluate(String file, int line, String where, Runnable evaluation) {
    try {
      evaluation.run();
    } catch (TemplateException e) {
      add(e, file, line, where);
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

  private void add(String file, int line, String detail) {
    faults.add(new PackFault(pack.id(), file, line, detail));
  }

  private Rendering model(ProductChart chart, VersionLine line) {
    List<SubjectAlternativeName> hosts = List.of(SubjectAlternativeName.parse("app.example.org"));
    Deployment deployment = Deployment.of(pack.id(), line.line(), hosts);
    TlsSpec spec = TlsSpec.of(deployment);
    Map<String, Object> options = pack.optionsOver(Map.of());
    String chartVersion = chart.range(line).map(ChartRange::newest).orElse("");
    DeploymentSelection choice =
        new DeploymentSelection(
            deployment,
            "",
            pack,
            chart,
            line,
            line.line(),
            chartVersion,
            options,
            EnumSet.allOf(Target.class),
            ExistingFiles.none(pack, chart),
            List.of());
    return DeploymentModel.of(spec, new DeploymentPlacement(choice, spec.release(), "", true, 1))
        .rendering();
  }
}
