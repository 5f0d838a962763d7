package dev.tlsmith.product.resolution;

import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.pack.Reload;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.TemplateException;
import java.util.Map;

/** How the running program takes a renewed certificate, as templates see it: {@code reload}. */
final class ReloadModel {

  private ReloadModel() {}

  /**
   * The first way of a pack whose condition holds.
   *
   * @param model what the deployment's conditions see
   * @throws TemplateException if a condition or text is wrong
   */
  static Map<String, Object> of(ProductPack pack, Rendering model) {
    Reload way =
        pack.definition().reload().stream()
            .filter(one -> model.test(one.when()))
            .findFirst()
            .orElse(Reload.BY_RESTART);
    return Map.of(
        "by", way.by().id(),
        "within", model.text(way.within()),
        "signal", way.signal(),
        "command", way.command().stream().map(model::text).toList());
  }
}
