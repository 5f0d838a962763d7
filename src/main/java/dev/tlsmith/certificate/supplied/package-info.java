/**
 * Judges the certificates and keys that a caller supplies: which belongs to which, and whether
 * clients will take them.
 */
@NullMarked
package dev.tlsmith.certificate.supplied;

import org.jspecify.annotations.NullMarked;
