package dev.tlsmith.keystore;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Pem;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The alias of a trusted certificate: readable, and unique by 64 bits of its SHA-256 digest, e.g.
 * {@code acme-root-ca-0123456789abcdef}.
 */
final class TrustedAlias {

  private static final int DIGEST_CHARACTERS = 16;
  private static final int LONGEST_NAME = 40;
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=((?:\\\\.|[^,\\\\])++)");

  private TrustedAlias() {}

  static String of(X509Certificate certificate) {
    String digest =
        Pem.sha256Fingerprint(certificate)
            .replace(":", "")
            .substring(0, DIGEST_CHARACTERS)
            .toLowerCase(Locale.ROOT);
    String name = name(certificate);
    return name.isEmpty() ? digest : name + "-" + digest;
  }

  private static String name(X509Certificate certificate) {
    String subject = CertificateNames.subject(certificate);
    Matcher matcher = COMMON_NAME.matcher(subject);
    String slug =
        (matcher.find() ? matcher.group(1) : subject)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return slug.substring(0, Math.min(slug.length(), LONGEST_NAME)).replaceAll("-$", "");
  }
}
