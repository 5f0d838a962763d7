/**
 * Key stores and trust stores in the formats that programs read (PKCS#12, JKS), the passwords that
 * protect them, and the public roots.
 *
 * <p>Everything is bytes in memory; no store ever touches a disk. Certificates are public, so
 * PKCS#12 holds them in the clear, and no time goes into a key for them; keytool, OpenSSL and
 * GnuTLS read it. The JDK's own writer makes the other forms. What is read back is read by the JDK
 * alone, as a program would.
 */
@NullMarked
package dev.tlsmith.keystore;

import org.jspecify.annotations.NullMarked;
