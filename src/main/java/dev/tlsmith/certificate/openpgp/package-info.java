/**
 * OpenPGP (RFC 9580), as far as Helm needs it: reads a secret key, and signs a text with it.
 *
 * <p>Not X.509; it is here because Bouncy Castle is seen by nothing else.
 */
@NullMarked
package dev.tlsmith.certificate.openpgp;

import org.jspecify.annotations.NullMarked;
