package dev.tlsmith.product;

import dev.tlsmith.product.PackDefinition.Component;
import dev.tlsmith.product.PackDefinition.PackFile;
import dev.tlsmith.product.PackDefinition.Rule;
import dev.tlsmith.product.PackDefinition.VersionLine;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.rendering.TemplateSet;
import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Target;
import dev.tlsmith.spec.TlsSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Parses every template of a pack, and evaluates every rule, condition and name, and the files of a
 * default deployment, once for each version line. The pack's examples check the rest.
 */
final class PackCheck {

  private PackCheck() {}

  static void check(ProductPack pack) {
    for (PackFile file : pack.definition().files()) {
      if (!pack.templates().contains(file.template())) {
        throw new PackException(
            pack.id(),
            "file '%s': there is no template '%s'".formatted(file.path(), file.template()));
      }
    }
    lint(pack);
    evaluate(pack, "templates", pack.templates()::parseAll);
    pack.definition().versions().forEach(line -> check(pack, line));
  }

  private static void lint(ProductPack pack) {
    pack.definition().files().forEach(file -> lint(pack, file));
    pack.rules().forEach(rule -> lint(pack, rule.message()));
    for (Component component : pack.definition().components()) {
      component.serviceNames().forEach(name -> lint(pack, name));
      component.composeServices().forEach(name -> lint(pack, name));
    }
  }

  private static void lint(ProductPack pack, PackFile file) {
    lint(pack, file.path());
    if (file.patch() != null) {
      lint(pack, file.patch().name());
    }
  }

  private static void lint(ProductPack pack, String text) {
    evaluate(pack, "product.yaml", () -> TemplateSet.lint(text, text));
  }

  private static void check(ProductPack pack, VersionLine line) {
    Rendering model = model(pack, line);
    for (PackFile file : pack.definition().files()) {
      evaluate(pack, "file '%s', when".formatted(file.path()), () -> model.test(file.when()));
      evaluate(pack, "file '%s', path".formatted(file.path()), () -> model.text(file.path()));
    }
    evaluate(pack, "files", () -> render(pack, model));
    evaluate(pack, "material, certificates", () -> DeploymentResolver.needs(pack, model));
    for (Rule rule : pack.rules()) {
      evaluate(pack, "rule '%s', when".formatted(rule.code()), () -> model.test(rule.when()));
    }
  }

  private static void render(ProductPack pack, Rendering model) {
    DeploymentFiles files = DeploymentFiles.of(pack, "", EnumSet.allOf(Target.class), model);
    Rendering full = model.with(Map.of("applies", files.model()));
    for (DeploymentFiles.Entry entry : files.entries()) {
      PackFile file = entry.file();
      if (!file.material() && !ResolvedDeployment.isDocument(file)) {
        evaluate(pack, "file '%s'".formatted(file.path()), () -> full.render(file.template()));
      }
    }
  }

  private static void evaluate(ProductPack pack, String where, Runnable evaluation) {
    try {
      evaluation.run();
    } catch (TemplateException e) {
      throw new PackException(pack.id(), where + ": " + e.getMessage(), e);
    }
  }

  private static Rendering model(ProductPack pack, VersionLine line) {
    List<SubjectAlternativeName> hosts = List.of(SubjectAlternativeName.parse("app.example.org"));
    Deployment deployment = Deployment.of(pack.id(), line.line(), hosts);
    TlsSpec spec = TlsSpec.of(deployment);
    Map<String, Object> options = pack.optionsOver(Map.of());
    String chart = line.charts() == null ? "" : line.charts().newest();
    Choice choice =
        new Choice(
            deployment,
            "",
            pack,
            line,
            line.line(),
            chart,
            options,
            EnumSet.allOf(Target.class),
            ExistingFiles.none(pack),
            List.of());
    try {
      return DeploymentModel.of(spec, new Place(choice, spec.release(), "", true, 1)).rendering();
    } catch (TemplateException e) {
      throw new PackException(pack.id(), Objects.requireNonNullElse(e.getMessage(), ""), e);
    }
  }
}
