/**
 * Product packs, as data: what a product is, which versions and options it has, which files it
 * takes and which rules a deployment of it must satisfy.
 *
 * <p>A pack is a folder; adding a product touches that folder and no Java. A pack is trusted like
 * configuration, read once at start, and a wrong one stops the start with a message for its author.
 * No class here knows a product.
 */
@NullMarked
package dev.tlsmith.product;

import org.jspecify.annotations.NullMarked;
