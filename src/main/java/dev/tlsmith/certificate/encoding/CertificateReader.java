package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.certificate.UnusableMaterialException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * Reads certificates from PEM; duplicates are dropped, the order stays. All or none: a chain with a
 * hole would be blamed for what is missing in it.
 */
public final class CertificateReader {

  /** As Bouncy Castle says it. */
  private static final Pattern EXTENSION_TWICE =
      Pattern.compile("repeated extension found: ([0-9.]{1,100})");

  private final String pointer;
  private final int most;
  private final Findings findings;

  public CertificateReader(String pointer, int most, Findings findings) {
    this.pointer = pointer;
    this.most = most;
    this.findings = findings;
  }

  /**
   * Every certificate of the text.
   *
   * @return empty if anything is wrong, and each thing is a fault
   */
  public List<X509Certificate> read(String pem) {
    List<PemBlock> blocks;
    try {
      blocks = PemBlock.parse(pem);
    } catch (UnusableMaterialException e) {
      findings.fault(pointer, e);
      return List.of();
    }
    int before = findings.faultCount();
    List<X509CertificateHolder> holders = new ArrayList<>();
    for (PemBlock block : blocks) {
      try {
        if (isCertificate(block)) {
          holders.add(new X509CertificateHolder(block.der()));
        }
      } catch (UnusableMaterialException e) {
        findings.fault(pointer, e);
      } catch (IOException | RuntimeException e) {
        findings.fault(pointer, unreadable(holders.size() + 1, e));
      }
    }
    boolean whole = findings.faultCount() == before;
    List<X509Certificate> certificates = whole || !holders.isEmpty() ? read(holders) : List.of();
    return whole ? certificates : List.of();
  }

  /** The same certificates as the JDK's type; empty if anything is wrong. */
  public List<X509Certificate> read(List<X509CertificateHolder> holders) {
    if (holders.isEmpty()) {
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
    int before = findings.faultCount();
    int number = 0;
    for (X509CertificateHolder holder : holders) {
      number++;
      try {
        KeyStrength.check(holder.getSubjectPublicKeyInfo());
        checkNamed(holder);
        certificates.add(toCertificate(holder));
      } catch (UnusableMaterialException e) {
        findings.fault(
            pointer, e.code(), "certificate %d%s: %s".formatted(number, name(holder), e.detail()));
      } catch (CertificateException | IOException | RuntimeException e) {
        findings.fault(pointer, unreadable(number, e));
      }
    }
    return findings.faultCount() == before ? List.copyOf(certificates) : List.of();
  }

  /**
   * A certificate that is looked at and not used.
   *
   * @param sound whether its key may be calculated with, so that signatures can be verified by it
   */
  public record Inspected(X509Certificate certificate, boolean sound) {}

  /**
   * One certificate, whatever is wrong with it, which is a fault all the same.
   *
   * @return empty if it cannot be read at all
   */
  public Optional<Inspected> inspect(byte[] der) {
    try {
      return inspect(new X509CertificateHolder(der));
    } catch (IOException | RuntimeException e) {
      findings.fault(pointer, unreadable(1, e));
      return Optional.empty();
    }
  }

  /** The same for what is decoded already. */
  Optional<Inspected> inspect(X509CertificateHolder holder) {
    boolean sound = true;
    try {
      KeyStrength.check(holder.getSubjectPublicKeyInfo());
      checkNamed(holder);
    } catch (UnusableMaterialException e) {
      findings.fault(
          pointer, e.code(), "the certificate%s: %s".formatted(name(holder), e.detail()));
      sound = !e.code().startsWith("key-") || e.code().equals("key-too-weak");
    } catch (RuntimeException e) {
      findings.fault(pointer, unreadable(1, e));
      return Optional.empty();
    }
    try {
      return Optional.of(new Inspected(toCertificate(holder), sound));
    } catch (CertificateException | IOException | RuntimeException e) {
      if (sound) {
        findings.fault(pointer, unreadable(1, e));
      }
      return Optional.empty();
    }
  }

  private static String name(X509CertificateHolder holder) {
    X500Name subject = holder.getSubject();
    return isEmpty(subject)
        ? ""
        : " ('%s')".formatted(CertificateNames.printable(subject.toString()));
  }

  /** RFC 5280 §4.1.2.4 and §4.1.2.6; Java cannot even read what breaks them. */
  private static void checkNamed(X509CertificateHolder holder) throws UnusableMaterialException {
    if (isEmpty(holder.getIssuer())) {
      throw new UnusableMaterialException(
          "issuer-empty",
          "its issuer is empty, and TLS clients refuse it; make the CA anew with a subject, e.g."
              + " 'openssl req -x509 -subj \"/CN=Example CA\"', and have this one reissued by it");
    }
    if (isEmpty(holder.getSubject()) && isAuthority(holder)) {
      throw new UnusableMaterialException(
          "subject-empty",
          "it is a CA with an empty subject, which nothing that it signs can name as its issuer;"
              + " make the CA anew with a subject, e.g. 'openssl req -x509 -subj \"/CN=Example"
              + " CA\"'");
    }
    Extension names = holder.getExtension(Extension.subjectAlternativeName);
    if (isEmpty(holder.getSubject()) && (names == null || !names.isCritical())) {
      throw new UnusableMaterialException(
          "subject-empty",
          "its subject is empty, and its subjectAltName is not critical as it then has to be; have"
              + " it reissued with a subject, or with 'subjectAltName=critical,…'");
    }
  }

  private static boolean isEmpty(X500Name name) {
    return name.getRDNs().length == 0;
  }

  private static boolean isAuthority(X509CertificateHolder holder) {
    BasicConstraints constraints = BasicConstraints.fromExtensions(holder.getExtensions());
    return constraints != null && constraints.isCA();
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
          case "PKCS12" -> "openssl pkcs12 -in FILE -nokeys";
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

  private static UnusableMaterialException unreadable(int number, Exception cause) {
    Matcher twice = EXTENSION_TWICE.matcher(String.valueOf(cause.getMessage()));
    return twice.find()
        ? new UnusableMaterialException(
            "extension-twice",
            ("certificate %d has the extension %s twice, and TLS clients refuse it (RFC 5280 §4.2);"
                    + " have it reissued with one")
                .formatted(number, twice.group(1)))
        : new UnusableMaterialException(
            "certificate-unreadable",
            "certificate %d cannot be read; export it once more as PEM".formatted(number));
  }
}
