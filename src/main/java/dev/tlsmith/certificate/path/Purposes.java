package dev.tlsmith.certificate.path;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.NetscapeCertType;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * What a certificate's key is for: extendedKeyUsage, RFC 5280 §4.2.1.12. The wildcard
 * anyExtendedKeyUsage alone does not count: OpenSSL does not take it for serverAuth.
 */
public final class Purposes {

  private Purposes() {}

  /** Whether it may be a server's, or stand above one's. */
  public static boolean allowServer(X509Certificate certificate) {
    return allow(certificate, KeyPurposeId.id_kp_serverAuth);
  }

  /** Whether it may be a client's, or stand above one's. */
  public static boolean allowClient(X509Certificate certificate) {
    return allow(certificate, KeyPurposeId.id_kp_clientAuth);
  }

  /**
   * Whether the extension that extendedKeyUsage replaced, if it is there, lets it be a server's.
   */
  public static boolean allowNetscapeServer(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(MiscObjectIdentifiers.netscapeCertType.getId());
    try {
      return value == null
          || (ASN1BitString.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value)).intValue()
                  & NetscapeCertType.sslServer)
              != 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static boolean allow(X509Certificate certificate, KeyPurposeId purpose) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(purpose.getId());
    } catch (CertificateParsingException e) {
      return false; // and a fault of its own, see ExtensionRules
    }
  }
}
