package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.DistinguishedNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.LeafProfile;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Whether the CAs of a chain allow the names below them: RFC 5280 §4.2.1.10. A root's constraints
 * count, as OpenSSL, GnuTLS and Go have it.
 */
public final class NameRules {

  private final List<NameConstraint> constraints = new ArrayList<>();
  private final String pointer;
  private final Findings findings;

  /**
   * Rules of one chain; constraints that cannot be read are a fault.
   *
   * @param chain the CA that signed or will sign the leaf first; may be empty
   */
  public NameRules(List<X509Certificate> chain, String pointer, Findings findings) {
    this.pointer = pointer;
    this.findings = findings;
    for (int i = 0; i < chain.size(); i++) {
      Optional<NameConstraint> constraint = read(chain.get(i));
      if (constraint.isPresent()) {
        constraints.add(constraint.get());
        chain.subList(0, i).forEach(below -> checkAuthority(below, constraint.get()));
      }
    }
  }

  private Optional<NameConstraint> read(X509Certificate authority) {
    try {
      return NameConstraint.of(authority);
    } catch (IOException | RuntimeException e) {
      findings.fault(
          pointer,
          "name-constraints",
          "the name constraints of '%s' cannot be read, or are more than %d; use another CA"
              .formatted(CertificateNames.subject(authority), NameConstraint.MOST_SUBTREES));
      return Optional.empty();
    }
  }

  /** Whether the constraints of any CA forbid a leaf that says this of itself. */
  public void check(X500Name subject, List<GeneralName> names) {
    constraints.forEach(constraint -> check(constraint, subject, names));
  }

  /** The same for a leaf that was signed already. */
  public void check(X509Certificate leaf) {
    if (!constraints.isEmpty()) {
      check(DistinguishedNames.of(leaf), names(leaf));
    }
  }

  /** The constraint that forbids a name; empty if all CAs allow it. */
  public Optional<NameConstraint> forbidding(GeneralName name) {
    return constraints.stream().filter(constraint -> !constraint.allows(name)).findFirst();
  }

  private void checkAuthority(X509Certificate below, NameConstraint constraint) {
    if (!CertificationPath.isSelfIssued(below)) { // RFC 5280 §6.1.3 (b)
      check(constraint, DistinguishedNames.of(below), names(below));
    }
  }

  private void check(NameConstraint constraint, X500Name subject, List<GeneralName> names) {
    for (GeneralName name : names) {
      if (!constraint.allows(name)) {
        forbidden(constraint, LeafProfile.text(name));
      }
    }
    if (subject.getRDNs().length == 0) {
      return;
    }
    if (!constraint.allows(subject)) {
      forbidden(constraint, subject.toString());
    }
    for (String address : values(subject, BCStyle.EmailAddress)) {
      if (!constraint.allows(new GeneralName(GeneralName.rfc822Name, address))) {
        forbidden(constraint, address);
      }
    }
    if (names.stream().noneMatch(name -> name.getTagNo() == GeneralName.dNSName)) {
      checkCommonNames(constraint, subject);
    }
  }

  /** Where no alternative name is a DNS name, OpenSSL takes the common name for one. */
  private void checkCommonNames(NameConstraint constraint, X500Name subject) {
    for (String name : values(subject, BCStyle.CN)) {
      boolean host = name.indexOf('.') > 0 && name.matches("[A-Za-z0-9._*-]{3,253}");
      if (host && !constraint.allows(new GeneralName(GeneralName.dNSName, name))) {
        forbidden(constraint, name);
      }
    }
  }

  private void forbidden(NameConstraint constraint, String name) {
    findings.fault(
        pointer,
        "name-constraints",
        "%s forbid '%s'; leave it out if it is yours, or use a CA that allows it"
            .formatted(constraint, name));
  }

  private static List<String> values(X500Name subject, ASN1ObjectIdentifier attribute) {
    return Stream.of(subject.getRDNs(attribute))
        .flatMap(rdn -> Stream.of(rdn.getTypesAndValues()))
        .filter(one -> one.getType().equals(attribute))
        .map(one -> IETFUtils.valueToString(one.getValue()))
        .toList();
  }

  private static List<GeneralName> names(X509Certificate certificate) {
    byte @Nullable [] value =
        certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
    try {
      return value == null
          ? List.of()
          : Stream.of(
                  GeneralNames.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value))
                      .getNames())
              .filter(NameRules::isReadable)
              .toList();
    } catch (IOException | RuntimeException e) {
      return List.of(); // a fault of its own, see ExtensionRules
    }
  }

  /** An address of another length is no name that a client could ask for. */
  private static boolean isReadable(GeneralName name) {
    if (name.getTagNo() != GeneralName.iPAddress) {
      return true;
    }
    int octets = ASN1OctetString.getInstance(name.getName()).getOctetsLength();
    return octets == 4 || octets == 16;
  }
}
