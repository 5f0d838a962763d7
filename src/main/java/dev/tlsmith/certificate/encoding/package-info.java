/**
 * Reads what files hold: PEM, PKCS#8, PKCS#12, and what else people send in their place.
 *
 * <p>Bounds on size and key derivation are judged before the work is done; what is not understood
 * is named with the command that converts it.
 */
@NullMarked
package dev.tlsmith.certificate.encoding;

import org.jspecify.annotations.NullMarked;
