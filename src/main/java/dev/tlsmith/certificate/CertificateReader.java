package dev.tlsmith.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;

/** Reads certificates from PEM; duplicates are dropped, the order stays. */
final class CertificateReader {

  private final String pointer;
  private final int most;
  private final Findings findings;

  CertificateReader(String pointer, int most, Findings findings) {
    this.pointer = pointer;
    this.most = most;
    this.findings = findings;
  }

  /**
   * Every certificate of the text; whatever is wrong becomes a fault, and that block is missing.
   */
  List<X509Certificate> read(String pem) {
    List<PemBlock> blocks;
    try {
      blocks = PemBlock.parse(pem);
    } catch (UnusableMaterialException e) {
      findings.fault(pointer, e);
      return List.of();
    }
    List<X509CertificateHolder> holders = new ArrayList<>();
    for (PemBlock block : blocks) {
      try {
        if (isCertificate(block)) {
          holders.add(new X509CertificateHolder(block.der()));
        }
      } catch (UnusableMaterialException e) {
        findings.fault(pointer, e);
      } catch (IOException | RuntimeException e) {
        findings.fault(pointer, unreadable(holders.size() + 1));
      }
    }
    return read(holders);
  }

  /** The same certificates as the JDK's type. */
  List<X509Certificate> read(List<X509CertificateHolder> holders) {
    if (holders.isEmpty() && !findings.hasFaults()) {
      findings.fault(
          pointer,
          "certificate-missing",
          "there is no certificate; supply at least one '-----BEGIN CERTIFICATE-----' block");
    }
    if (holders.size() > most) {
      findings.fault(
          pointer,
          "too-many-certificates",
          "there are %d certificates; at most %d are read".formatted(holders.size(), most));
      return List.of();
    }
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    int number = 0;
    for (X509CertificateHolder holder : holders) {
      number++;
      try {
        KeyStrength.check(holder.getSubjectPublicKeyInfo());
        certificates.add(toCertificate(holder));
      } catch (UnusableMaterialException e) {
        findings.fault(pointer, e.code(), "certificate %d: %s".formatted(number, e.detail()));
      } catch (CertificateException | IOException | RuntimeException e) {
        findings.fault(pointer, unreadable(number));
      }
    }
    return List.copyOf(certificates);
  }

  private static X509Certificate toCertificate(X509CertificateHolder holder)
      throws CertificateException, IOException {
    var der = new ByteArrayInputStream(holder.getEncoded());
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
  }

  private static boolean isCertificate(PemBlock block) throws UnusableMaterialException {
    if (block.isPrivateKey()) {
      throw new UnusableMaterialException(
          "private-key-among-certificates",
          "the certificates come with a private key; send it in its own field only");
    }
    String command =
        switch (block.label()) {
          case "TRUSTED CERTIFICATE" -> "openssl x509 -in FILE";
          case "PKCS7", "CMS" -> "openssl pkcs7 -print_certs -in FILE";
          case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> "";
          default -> null;
        };
    if (command != null) {
      throw new UnusableMaterialException(
          "not-a-certificate",
          "'BEGIN %s' is not a plain certificate; %s"
              .formatted(
                  block.label(),
                  command.isEmpty()
                      ? "supply what your CA made of the request"
                      : "convert it with '%s'".formatted(command)));
    }
    return block.isCertificate();
  }

  private static UnusableMaterialException unreadable(int number) {
    return new UnusableMaterialException(
        "certificate-unreadable",
        "certificate %d cannot be read; export it once more as PEM".formatted(number));
  }
}
