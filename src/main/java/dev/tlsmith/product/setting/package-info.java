/**
 * A program's settings, found in a caller's values and compose files however they are written
 * there.
 */
@NullMarked
package dev.tlsmith.product.setting;

import org.jspecify.annotations.NullMarked;
