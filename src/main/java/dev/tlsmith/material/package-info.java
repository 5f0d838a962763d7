/**
 * Certificates and keys of a bundle: provisions them (issues, signs or checks what was given),
 * encodes them as the files that are handed out, and has them proven.
 *
 * <p>Where only the caller has a key, what needs it stays a text that the caller's own commands
 * complete.
 */
@NullMarked
package dev.tlsmith.material;

import org.jspecify.annotations.NullMarked;
