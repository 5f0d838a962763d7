/**
 * The operator's keys, which sign in the name of the service: those of a certificate authority, and
 * of the charts.
 *
 * <p>They are read at the start and never leave this process; whatever is wrong with one stops the
 * start.
 */
@NullMarked
package dev.tlsmith.authority;

import org.jspecify.annotations.NullMarked;
