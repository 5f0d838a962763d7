/**
 * A caller's compose file, read as docker compose reads it: services with what they inherit by
 * {@code extends}, variables, ports and images. Knows no product and no spec.
 *
 * <p>One decision: nothing outside the text is read, so what stands in another file, or in the
 * shell, is told apart from what is known.
 */
@NullMarked
package dev.tlsmith.product.compose;

import org.jspecify.annotations.NullMarked;
