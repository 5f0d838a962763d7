/**
 * Shows that the material works before it is handed out: real TLS handshakes, in memory, with
 * exactly the bytes that the bundle will hold; and that files which anyone may have hold no secret.
 *
 * <p>Nothing here makes anything for the caller. The verifier is the JDK's own TLS stack with
 * endpoint identification on, not the code that issued the certificates; the date it judges by is
 * that of the injected clock.
 */
@NullMarked
package dev.tlsmith.proof;

import org.jspecify.annotations.NullMarked;
