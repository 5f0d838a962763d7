package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.certificate.encoding.CertificateReader;
import dev.tlsmith.certificate.encoding.Pkcs12Reader;
import dev.tlsmith.certificate.encoding.PrivateKeyReader;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.SuppliedCertificate;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key and certificates as they were read, before it is judged whether they fit.
 *
 * @param key null if it could not be read, which is a fault already
 * @param keyPointer where the key stands in the spec
 * @param certificatesPointer where the certificates stand
 */
record SuppliedPair(
    @Nullable PrivateKey key,
    List<X509Certificate> certificates,
    String keyPointer,
    String certificatesPointer) {

  private static final int MOST_CERTIFICATES = 100;

  /** Where key and passphrase stand in the spec. */
  private record KeyPointers(String key, String passphrase) {}

  /**
   * Key and certificates of a source, in PEM or PKCS#12.
   *
   * @param pointer of the source
   */
  static SuppliedPair read(SuppliedCertificate source, String pointer, Findings findings) {
    if (source.pkcs12() != null) {
      return readPkcs12(source.pkcs12(), source.passphrase(), source.alias(), pointer, findings);
    }
    if (source.alias() != null) {
      findings.note(
          "alias-unused",
          "%s/alias is not used: it chooses a key of 'pkcs12', and the private key came as PEM; leave"
                  .formatted(pointer)
              + " it out");
    }
    var pointers = new KeyPointers(pointer + "/privateKey", pointer + "/passphrase");
    String certificatesPointer = pointer + "/certificates";
    if (source.certificates() == null || source.privateKey() == null) {
      findings.fault(
          pointer,
          "certificate-missing",
          "the source 'provided' needs certificates and privateKey, or pkcs12; supply one of them");
      return new SuppliedPair(null, List.of(), pointers.key(), certificatesPointer);
    }
    List<X509Certificate> certificates =
        new CertificateReader(certificatesPointer, MOST_CERTIFICATES, findings)
            .read(source.certificates());
    PrivateKey key = readKey(source.privateKey(), source.passphrase(), pointers, findings);
    return new SuppliedPair(key, certificates, pointers.key(), certificatesPointer);
  }

  /**
   * Those of a PKCS#12 file.
   *
   * @param pkcs12 base64 of the file
   * @param pointer of what names the file
   */
  static SuppliedPair readPkcs12(
      Secret pkcs12,
      @Nullable Secret passphrase,
      @Nullable String alias,
      String pointer,
      Findings findings) {
    String filePointer = pointer + "/pkcs12";
    try {
      Pkcs12Reader.Contents contents = Pkcs12Reader.read(pkcs12, passphrase, alias);
      List<X509Certificate> certificates =
          new CertificateReader(filePointer, MOST_CERTIFICATES, findings)
              .read(contents.certificates());
      return new SuppliedPair(contents.key(), certificates, filePointer, filePointer);
    } catch (UnusableMaterialException e) {
      findings.fault(pointer + "/" + e.field("pkcs12"), e);
      return new SuppliedPair(null, List.of(), filePointer, filePointer);
    }
  }

  /**
   * A CA's key and certificates in PEM.
   *
   * @param pointer of the source
   */
  static SuppliedPair read(SuppliedAuthority source, String pointer, Findings findings) {
    String certificatesPointer = pointer + "/caCertificates";
    List<X509Certificate> certificates =
        new CertificateReader(certificatesPointer, MOST_CERTIFICATES, findings)
            .read(source.certificates());
    KeyPointers pointers = new KeyPointers(pointer + "/caPrivateKey", pointer + "/caPassphrase");
    PrivateKey key = readKey(source.privateKey(), source.passphrase(), pointers, findings);
    return new SuppliedPair(key, certificates, pointers.key(), certificatesPointer);
  }

  private static @Nullable PrivateKey readKey(
      Secret pem, @Nullable Secret passphrase, KeyPointers pointers, Findings findings) {
    try {
      PrivateKeyReader.Result result = PrivateKeyReader.read(pem, passphrase);
      if (passphrase != null && !result.wasEncrypted()) {
        findings.note(
            "passphrase-unused",
            "%s is not used: the private key is not encrypted; leave it out"
                .formatted(pointers.passphrase()));
      }
      return result.key();
    } catch (UnusableMaterialException e) {
      boolean passphraseFault = e.code().startsWith("passphrase-");
      findings.fault(passphraseFault ? pointers.passphrase() : pointers.key(), e);
      return null;
    }
  }

  /** Nothing about the key; it may be printed by accident. */
  @Override
  public String toString() {
    return "SuppliedPair[***]";
  }
}
