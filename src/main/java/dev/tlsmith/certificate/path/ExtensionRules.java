package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * Whether clients understand a certificate's extensions: RFC 5280 §4.2. One that is critical and
 * unknown, or that cannot be decoded, makes them refuse the certificate.
 */
public final class ExtensionRules {

  /** What is decoded here, by OpenSSL and by GnuTLS before anything else is looked at. */
  private static final Map<ASN1ObjectIdentifier, Function<Object, ASN1Encodable>> DECODERS =
      decoders();

  /** What OpenSSL, GnuTLS, Go and Java all know how to honour where it is critical. */
  private static final Set<String> KNOWN =
      Set.of(
          Extension.basicConstraints.getId(),
          Extension.keyUsage.getId(),
          Extension.extendedKeyUsage.getId(),
          Extension.subjectAlternativeName.getId(),
          Extension.nameConstraints.getId(),
          Extension.certificatePolicies.getId());

  private ExtensionRules() {}

  private static Map<ASN1ObjectIdentifier, Function<Object, ASN1Encodable>> decoders() {
    Map<ASN1ObjectIdentifier, Function<Object, ASN1Encodable>> decoders = new LinkedHashMap<>();
    decoders.put(Extension.basicConstraints, BasicConstraints::getInstance);
    decoders.put(Extension.keyUsage, KeyUsage::getInstance);
    decoders.put(Extension.extendedKeyUsage, ExtendedKeyUsage::getInstance);
    decoders.put(Extension.subjectAlternativeName, GeneralNames::getInstance);
    decoders.put(Extension.subjectKeyIdentifier, SubjectKeyIdentifier::getInstance);
    decoders.put(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance);
    decoders.put(Extension.nameConstraints, NameConstraints::getInstance);
    decoders.put(Extension.certificatePolicies, CertificatePolicies::getInstance);
    decoders.put(Extension.policyMappings, PolicyMappings::getInstance);
    decoders.put(Extension.cRLDistributionPoints, CRLDistPoint::getInstance);
    return decoders;
  }

  /**
   * Checks the extensions of one certificate: none is critical that clients do not know, and each
   * can be decoded.
   *
   * @param pointer to the field that it was given in
   * @param findings gets what is wrong
   */
  public static void check(X509Certificate certificate, String pointer, Findings findings) {
    String subject = CertificateNames.subject(certificate);
    Set<String> critical = new TreeSet<>(critical(certificate));
    critical.removeAll(KNOWN);
    if (!critical.isEmpty()) {
      findings.fault(
          pointer,
          "critical-extension",
          ("'%s' has critical extensions that not every TLS client knows, and those must refuse it"
                  + " (RFC 5280 §4.2): %s; have it reissued without them, or not critical")
              .formatted(subject, String.join(", ", critical)));
    }
    DECODERS.forEach(
        (oid, decoder) -> {
          if (!isReadable(certificate, oid, decoder)) {
            findings.fault(
                pointer,
                "extension-unreadable",
                "the extension %s of '%s' cannot be decoded, and TLS clients refuse it; have it"
                        .formatted(oid.getId(), subject)
                    + " reissued");
          }
        });
  }

  private static Set<String> critical(X509Certificate certificate) {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    return critical == null ? Set.of() : critical;
  }

  private static boolean isReadable(
      X509Certificate certificate,
      ASN1ObjectIdentifier oid,
      Function<Object, ASN1Encodable> decoder) {
    byte[] value = certificate.getExtensionValue(oid.getId());
    if (value == null) {
      return true;
    }
    try {
      ASN1Primitive content = JcaX509ExtensionUtils.parseExtensionValue(value);
      return decoder.apply(content) != null;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
