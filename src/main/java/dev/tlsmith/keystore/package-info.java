/**
 * Key stores and trust stores in the formats that programs read (PKCS#12, JKS), the passwords that
 * protect them, and the public roots.
 *
 * <p>Everything is bytes in memory; no store ever touches a disk. The JDK's own writer is used: its
 * PKCS#12 marks trusted certificates as Java wants them, and keytool and OpenSSL read it.
 */
@NullMarked
package dev.tlsmith.keystore;

import org.jspecify.annotations.NullMarked;
