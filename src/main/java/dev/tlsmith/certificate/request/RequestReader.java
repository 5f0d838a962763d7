package dev.tlsmith.certificate.request;

import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.certificate.encoding.PemBlock;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * Reads a PKCS#10 request (RFC 2986) as OpenSSL, keytool and others write it.
 *
 * @param request as it was encoded
 */
record RequestReader(PKCS10CertificationRequest request) {

  /** RFC 7468 §7, and what keytool and Microsoft write. */
  private static final Set<String> LABELS =
      Set.of("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");

  /** The only request of a PEM text. */
  static RequestReader of(String pem) throws UnusableMaterialException {
    List<PemBlock> blocks = PemBlock.parse(pem);
    if (blocks.stream().anyMatch(PemBlock::isPrivateKey)) {
      throw new UnusableMaterialException(
          "private-key-in-request",
          "the text holds a private key, which should never have left you; send the request alone,"
              + " and consider another key");
    }
    List<PemBlock> requests =
        blocks.stream().filter(block -> LABELS.contains(block.label())).toList();
    if (requests.isEmpty() && blocks.stream().anyMatch(PemBlock::isCertificate)) {
      throw new UnusableMaterialException(
          "request-count",
          "the text holds 0 certificate requests, but a certificate; send what 'openssl req -new"
              + " -key FILE' makes, or use the source 'provided' with the certificate and its key");
    }
    if (requests.size() != 1) {
      throw new UnusableMaterialException(
          "request-count",
          ("the text holds %d certificate requests; send exactly one block '-----BEGIN CERTIFICATE"
                  + " REQUEST-----', as 'openssl req -new' and 'keytool -certreq' make it")
              .formatted(requests.size()));
    }
    try {
      return new RequestReader(new PKCS10CertificationRequest(requests.getFirst().der()));
    } catch (IOException | RuntimeException e) {
      throw unreadable();
    }
  }

  /** The key as the JDK's type, if it is strong enough and of a sane size. */
  PublicKey key() throws UnusableMaterialException {
    try {
      SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
      KeyStrength.check(info);
      ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
      String name =
          algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
              ? "RSA"
              : algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : "EdDSA";
      return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw unreadable();
    }
  }

  static UnusableMaterialException unreadable() {
    return new UnusableMaterialException(
        "request-unreadable",
        "the certificate request cannot be read; make it once more, e.g. with 'openssl req -new"
            + " -key FILE'");
  }
}
