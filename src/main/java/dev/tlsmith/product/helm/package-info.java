/**
 * A product's own Helm chart, packed, as its caller or the operator has it. Knows no product and no
 * spec.
 *
 * <p>One decision: an archive is judged while it is unpacked, in memory and within bounds, and
 * nothing of it is kept but itself, its values and their schema.
 */
@NullMarked
package dev.tlsmith.product.helm;

import org.jspecify.annotations.NullMarked;
