package dev.tlsmith.material;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whom a program trusts besides its own CA.
 *
 * @param additional of {@code trust.additional}
 * @param clients of {@code trust.clientCertificates}
 */
record TrustedCertificates(List<X509Certificate> additional, List<X509Certificate> clients) {}
