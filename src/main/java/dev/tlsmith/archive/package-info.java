/**
 * Unpacks archives that others made: tar, gzip and zip, in memory and within a bound that is judged
 * while it is done.
 */
@NullMarked
package dev.tlsmith.archive;

import org.jspecify.annotations.NullMarked;
