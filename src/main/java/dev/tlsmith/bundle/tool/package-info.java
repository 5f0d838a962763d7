/**
 * The tools that apply a bundle: the commands by which Docker, Compose, Helm and kubectl are called
 * where it was unpacked, and what each reads from its standard input.
 */
@NullMarked
package dev.tlsmith.bundle.tool;

import org.jspecify.annotations.NullMarked;
