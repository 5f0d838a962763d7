package dev.tlsmith.product.resolution;

import dev.tlsmith.product.pack.PackFile;
import dev.tlsmith.product.pack.ProductChart;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.Syntax;
import dev.tlsmith.rendering.TemplateException;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files that a deployment gets from its pack, and which of them each target applies: decided
 * once, for what is rendered, for the commands and for the templates that list files.
 *
 * @param entries in the order in which they are applied
 */
public record DeploymentFiles(List<Entry> entries) {

  /**
   * One file.
   *
   * @param path in the bundle, e.g. {@code "kubernetes/secret.yaml"}
   * @param targets of the deployment that need it
   * @param object that it patches; null if it patches none
   */
  public record Entry(
      PackFile file, String path, Set<Target> targets, @Nullable PatchedObject object) {

    /** Whether it is a file of the bundle, and not of a package in it alone. */
    boolean isLoose() {
      return !isPackaged() || !targets.stream().allMatch(Target::packages);
    }

    /** Whether it stands in a package that the bundle has: nothing with a key ever does. */
    boolean isPackaged() {
      return !file.material()
          && file.stream() != null
          && file.patch() == null
          && targets.stream().anyMatch(Target::packages);
    }

    private Entry alsoFor(Set<Target> others) {
      Set<Target> both = EnumSet.copyOf(targets);
      both.addAll(others);
      return new Entry(file, path, both, object);
    }

    private boolean isApplied() {
      return file.stream() != null && file.stream().appliesObjects();
    }
  }

  /**
   * A file that patches an object of the reader's own.
   *
   * @param path in the bundle
   */
  public record Patch(String path, PatchedObject object) {}

  /**
   * An object of the reader's own that a file patches.
   *
   * @param kind e.g. {@code "Deployment"}
   * @param name {@code ""} where the file holds whole objects, each with its name
   */
  public record PatchedObject(String kind, String name) {}

  /**
   * Decides.
   *
   * @param folder of the deployment in the bundle; {@code ""} for a single one
   * @param asked targets of the deployment
   * @throws TemplateException if a condition, path or name is wrong, or two templates make one file
   */
  public static DeploymentFiles of(
      ProductPack pack, String folder, Set<Target> asked, Rendering model) {
    Set<Target> contents = Target.contentsOf(asked);
    List<PackFile> candidates =
        pack.definition().files().stream()
            .filter(file -> file.targets().stream().anyMatch(contents::contains))
            .toList();
    List<Boolean> wanted = model.testAll(candidates.stream().map(PackFile::when).toList());
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (wanted.get(i)) {
        Entry entry = entry(candidates.get(i), folder, asked, model);
        entries.merge(entry.path(), entry, DeploymentFiles::united);
      }
    }
    return new DeploymentFiles(List.copyOf(entries.values()));
  }

  private static Entry entry(PackFile file, String folder, Set<Target> asked, Rendering model) {
    String path =
        DeploymentPlacement.path(folder, model.text(file.path()), file.base() == BaseFile.COMPOSE);
    Set<Target> targets = EnumSet.copyOf(asked);
    targets.removeIf(target -> !file.targets().contains(target.contents()));
    PackFile.Patch patch = file.patch();
    PatchedObject object =
        patch == null ? null : new PatchedObject(patch.kind(), model.text(patch.name()));
    return new Entry(file, path, targets, object);
  }

  /** A file may stand in the pack once for each target, under different conditions. */
  private static Entry united(Entry one, Entry other) {
    if (!one.file().template().equals(other.file().template())) {
      throw new TemplateException(
          one.path(),
          0,
          "two templates make it: '%s' and '%s'; let their conditions exclude each other"
              .formatted(one.file().template(), other.file().template()));
    }
    return one.alsoFor(other.targets());
  }

  /**
   * Those of them that templates make.
   *
   * @param chart that the values are for
   * @param names what the templates see
   * @param chosen which of them
   * @throws TemplateException if a template is wrong
   */
  List<RenderedFile> rendered(ProductChart chart, Rendering names, Predicate<PackFile> chosen) {
    return entries.stream()
        .filter(entry -> !entry.file().isCopy() && chosen.test(entry.file()))
        .map(entry -> rendered(entry.file(), entry.path(), chart, names))
        .toList();
  }

  private static RenderedFile rendered(
      PackFile file, String path, ProductChart chart, Rendering names) {
    String rendered = file.render(names);
    String text = file.base() == BaseFile.HELM_VALUES ? chart.nested(rendered) : rendered;
    String mediaType = file.mediaType() == null ? Syntax.of(path).mediaType() : file.mediaType();
    return new RenderedFile(path, file.description(), mediaType, file.stream(), false, text);
  }

  /** Of some of its files, those that are loose in the bundle. */
  List<RenderedFile> loose(List<RenderedFile> rendered) {
    return those(rendered, Entry::isLoose);
  }

  /** Of some of its files, those that stand in a package. */
  List<RenderedFile> packaged(List<RenderedFile> rendered) {
    return those(rendered, Entry::isPackaged);
  }

  private List<RenderedFile> those(List<RenderedFile> rendered, Predicate<Entry> chosen) {
    Set<String> paths =
        entries.stream().filter(chosen).map(Entry::path).collect(Collectors.toSet());
    return rendered.stream().filter(file -> paths.contains(file.path())).toList();
  }

  /** What kubectl applies for a target, in this order: of a package, what is never inside. */
  public List<String> applied(Target target) {
    return entries.stream()
        .filter(entry -> entry.isApplied() && entry.targets().contains(target))
        .filter(entry -> !target.packages() || !entry.isPackaged())
        .map(Entry::path)
        .toList();
  }

  /** What kubectl applies beside a package, since it holds keys or passwords, in this order. */
  public List<String> besidePackages() {
    return entries.stream()
        .filter(entry -> entry.isApplied() && !entry.isPackaged())
        .filter(entry -> entry.targets().stream().anyMatch(Target::packages))
        .map(Entry::path)
        .toList();
  }

  /** The files of a target's own stream, in this order: its overlay, values or objects. */
  public List<String> streamed(Target target) {
    return entries.stream()
        .filter(entry -> entry.file().stream() == target && entry.targets().contains(target))
        .map(Entry::path)
        .toList();
  }

  /** What kubectl patches where a product runs without its chart, in this order. */
  public List<Patch> patches() {
    List<Patch> patches = new ArrayList<>();
    for (Entry entry : entries) {
      PatchedObject object = entry.object();
      if (object != null) {
        patches.add(new Patch(entry.path(), object));
      }
    }
    return patches;
  }

  /** What templates see as {@code applies}. */
  public Map<String, Object> model() {
    return Map.of(
        "objects",
        entries.stream()
            .filter(entry -> entry.isApplied() && entry.isLoose())
            .map(Entry::path)
            .toList(),
        "patches",
        patches().stream()
            .map(
                patch ->
                    Map.of(
                        "path", patch.path(),
                        "kind", patch.object().kind(),
                        "name", patch.object().name()))
            .toList());
  }
}
