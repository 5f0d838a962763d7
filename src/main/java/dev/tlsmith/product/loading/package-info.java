/**
 * Loads the packs at the start: reads all, checks those of the operator, and puts them together.
 */
@NullMarked
package dev.tlsmith.product.loading;

import org.jspecify.annotations.NullMarked;
