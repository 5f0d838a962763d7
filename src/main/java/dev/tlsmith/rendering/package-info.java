/**
 * Text templates: text and a plain model in, text out. The only importer of Jinjava.
 *
 * <p>Nothing here knows a product, and no value of a model is ever interpreted: nested
 * interpretation is off, and every value passes a {@link dev.tlsmith.rendering.OutputEncoding
 * filter} for the place where it lands, which the lint enforces when a template is loaded. An
 * undefined name is an error wherever it stands, also inside a condition that would not have looked
 * at it as far as it is reached.
 */
@NullMarked
package dev.tlsmith.rendering;

import org.jspecify.annotations.NullMarked;
