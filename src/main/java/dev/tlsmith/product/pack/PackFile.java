package dev.tlsmith.product.pack;

import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.spec.Existing.BaseFile;
import dev.tlsmith.spec.Target;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that a template of the pack makes, or that is copied from it.
 *
 * @param path in the bundle, text with {@code {{ … }}}, e.g. {@code "helm/values-tls.yaml"}
 * @param template that makes it, e.g. {@code "helm/values-tls.yaml.j2"}; a file whose name does not
 *     end in {@code .j2} is copied byte for byte
 * @param targets that it is for
 * @param when condition of its being made; {@code "true"} by default
 * @param description one line on what it is
 * @param mediaType null: as its name says
 * @param material whether its template sees the key material
 * @param stream target whose program reads it from a render endpoint; null if none does
 * @param patch object of the reader's own that it changes; null if it changes none
 * @param each id of the component that it is for, as its template sees it; null if of none
 */
public record PackFile(
    String path,
    String template,
    Set<Target> targets,
    String when,
    String description,
    @Nullable String mediaType,
    boolean material,
    @Nullable Target stream,
    @Nullable Patch patch,
    @Nullable String each) {
  public PackFile {
    when = Objects.requireNonNullElse(when, "true");
  }

  /** Whether it is copied, and no template is rendered for it. */
  public boolean isCopy() {
    return !template.endsWith(PackDefinition.TEMPLATE_SUFFIX);
  }

  /** The caller's own file that it is laid over; null if there is none. */
  public @Nullable BaseFile base() {
    return stream == null ? null : stream.base();
  }

  /**
   * Its text.
   *
   * @param model the pack's templates with what they see
   */
  public String render(Rendering model) {
    return (each == null ? model : model.extended(Map.of("each", each))).render(template);
  }

  /** Whether it explains the bundle, and so sees what has become of all other files. */
  public boolean isDocument() {
    return template.startsWith("document/");
  }

  /**
   * An object of the reader's own that a file patches, where they run the product without its
   * chart.
   *
   * @param name text with {@code {{ … }}}; {@code ""} if the file holds whole objects with names
   */
  public record Patch(String kind, String name) {
    @SuppressWarnings("NullAway") // Jackson passes null for what is absent
    public Patch {
      name = Objects.requireNonNullElse(name, "");
    }
  }
}
