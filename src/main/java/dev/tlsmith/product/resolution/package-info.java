/**
 * A deployment matched to its pack: version and chart, names, files and needs, the caller's own
 * files, and everything that breaks a rule.
 */
@NullMarked
package dev.tlsmith.product.resolution;

import org.jspecify.annotations.NullMarked;
