package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.jspecify.annotations.Nullable;

/** What holds for every certificate of a supplied chain: dates, extensions, signatures. */
public final class CertificateRules {

  /** What OpenSSL, GnuTLS, Go, Java and browsers all verify. */
  private static final Pattern SIGNATURES =
      Pattern.compile("SHA(256|384|512)WITH(RSA|ECDSA)|RSASSA-PSS|ED25519");

  private static final Pattern WEAK = Pattern.compile(".*(MD[245]|SHA-?1(?![0-9])).*");

  private static final List<ASN1ObjectIdentifier> PSS_HASHES =
      List.of(
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512);

  private final DateRules dates;
  private final String pointer;
  private final Findings findings;

  public CertificateRules(DateRules dates, String pointer, Findings findings) {
    this.dates = dates;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** All of them. */
  public void check(X509Certificate certificate) {
    dates.check(certificate, pointer, findings);
    checkSignature(certificate);
    ExtensionRules.check(certificate, pointer, findings);
  }

  /** The issuer's signature; a root's own does not matter. */
  private void checkSignature(X509Certificate certificate) {
    if (CertificationPath.isSelfSigned(certificate)) {
      return;
    }
    String algorithm = certificate.getSigAlgName();
    String name = algorithm.toUpperCase(Locale.ROOT);
    boolean pss = name.equals("RSASSA-PSS");
    if (WEAK.matcher(name).matches() || pss && !hasStrongHash(certificate.getSigAlgParams())) {
      findings.fault(
          pointer,
          "signature-too-weak",
          "'%s' is signed with %s, which TLS clients refuse; have it reissued with SHA-256"
              .formatted(
                  CertificateNames.subject(certificate),
                  pss ? "RSASSA-PSS over a hash other than SHA-256, 384 or 512" : algorithm));
    } else if (!SIGNATURES.matcher(name).matches()) {
      findings.fault(
          pointer,
          "signature-unsupported",
          ("'%s' is signed with %s, which no Go program and no browser verifies; have it reissued"
                  + " by a CA with an RSA, EC P-256, P-384 or P-521 key, with SHA-256, 384 or 512")
              .formatted(CertificateNames.subject(certificate), algorithm));
    }
  }

  /** RFC 4055 §3.1: where the parameters say nothing, the hash is SHA-1. */
  private static boolean hasStrongHash(byte @Nullable [] parameters) {
    try {
      return parameters != null
          && PSS_HASHES.contains(
              RSASSAPSSparams.getInstance(ASN1Primitive.fromByteArray(parameters))
                  .getHashAlgorithm()
                  .getAlgorithm());
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
