/**
 * X.509: makes keys, certificate authorities and leaves, and reads and judges what a caller
 * supplies. The only importer of Bouncy Castle.
 *
 * <p>Nothing here knows key stores, products or HTTP. Certificates are built with Bouncy Castle but
 * signed and verified with the JDK's own providers, or Amazon's where its native library loads:
 * they are faster, and what leaves this package is always a plain JDK type.
 */
@NullMarked
package dev.tlsmith.certificate;

import org.jspecify.annotations.NullMarked;
