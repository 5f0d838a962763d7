/**
 * YAML that a caller wrote for another program, read as that program reads it, and files of ours
 * laid over it.
 *
 * <p>What is not touched is written again as it stands. Knows no product.
 */
@NullMarked
package dev.tlsmith.rendering.yaml;

import org.jspecify.annotations.NullMarked;
