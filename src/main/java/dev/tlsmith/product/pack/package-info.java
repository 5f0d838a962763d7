/**
 * A pack: read from its folder and its traits, checked against its schema, and kept in the
 * catalogue.
 *
 * <p>A pack is trusted like configuration, read once at start, and a wrong one stops the start with
 * a message for its author.
 */
@NullMarked
package dev.tlsmith.product.pack;

import org.jspecify.annotations.NullMarked;
