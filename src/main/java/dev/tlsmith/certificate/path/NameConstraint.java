package dev.tlsmith.certificate.path;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.LeafProfile;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/** The names that one CA allows below itself: RFC 5280 §4.2.1.10. */
public final class NameConstraint {

  static final int MOST_SUBTREES = 500;
  private static final int MOST_LISTED = 10;

  private final X509Certificate authority;
  private final List<GeneralSubtree> permitted;
  private final List<GeneralSubtree> excluded;
  private final PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();

  private NameConstraint(X509Certificate authority, NameConstraints constraints)
      throws IOException {
    this.authority = authority;
    this.permitted = subtrees(constraints.getPermittedSubtrees());
    this.excluded = subtrees(constraints.getExcludedSubtrees());
    if (permitted.size() + excluded.size() > MOST_SUBTREES) {
      throw new IOException("too many subtrees");
    }
    boolean everyHost = permitted.stream().anyMatch(NameConstraint::isEveryHost);
    GeneralSubtree[] bounding =
        permitted.stream()
            .filter(subtree -> !(everyHost && isHost(subtree)))
            .toArray(GeneralSubtree[]::new);
    if (bounding.length > 0) {
      validator.intersectPermittedSubtree(bounding);
    }
    excluded.forEach(validator::addExcludedSubtree);
  }

  private static boolean isHost(GeneralSubtree subtree) {
    return subtree.getBase().getTagNo() == GeneralName.dNSName;
  }

  /** The domain without a label, which Bouncy Castle takes for one that holds nothing. */
  private static boolean isEveryHost(GeneralSubtree subtree) {
    return isHost(subtree) && subtree.getBase().getName().toString().isEmpty();
  }

  /**
   * Reads them.
   *
   * @return empty if the CA has none
   * @throws IOException if they cannot be read, are too many, or are none that clients understand
   */
  static Optional<NameConstraint> of(X509Certificate authority) throws IOException {
    byte[] value = authority.getExtensionValue(Extension.nameConstraints.getId());
    return value == null
        ? Optional.empty()
        : Optional.of(
            new NameConstraint(
                authority,
                NameConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(value))));
  }

  private static List<GeneralSubtree> subtrees(GeneralSubtree @Nullable [] subtrees)
      throws IOException {
    List<GeneralSubtree> list = subtrees == null ? List.of() : List.of(subtrees);
    for (GeneralSubtree subtree : list) {
      boolean bounded = subtree.getMinimum().signum() != 0 || subtree.getMaximum() != null;
      if (bounded || !isReadable(subtree.getBase())) {
        throw new IOException("a subtree that no client understands");
      }
    }
    return list;
  }

  /** An address comes with its mask. */
  private static boolean isReadable(GeneralName base) {
    if (base.getTagNo() != GeneralName.iPAddress) {
      return true;
    }
    int octets = ASN1OctetString.getInstance(base.getName()).getOctetsLength();
    return octets == 8 || octets == 32;
  }

  /** Whether a name is within a permitted subtree of its kind, if any, and in no excluded one. */
  boolean allows(GeneralName name) {
    if (name.getTagNo() == GeneralName.dNSName
        && excluded.stream().anyMatch(NameConstraint::isEveryHost)) {
      return false;
    }
    try {
      validator.checkPermitted(name);
      validator.checkExcluded(name);
      return true;
    } catch (NameConstraintValidatorException e) {
      return false;
    }
  }

  /** The same for a subject. */
  boolean allows(X500Name subject) {
    try {
      validator.checkPermittedDN(subject);
      validator.checkExcludedDN(subject);
      return true;
    } catch (NameConstraintValidatorException e) {
      return false;
    }
  }

  /** For a message, e.g. {@code the name constraints of 'CN=x' (permitted: DNS:example.org)}. */
  @Override
  public String toString() {
    String lists =
        Stream.of(text("permitted", permitted), text("excluded", excluded))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return "the name constraints of '%s' (%s)"
        .formatted(CertificateNames.subject(authority), lists);
  }

  private static String text(String kind, List<GeneralSubtree> subtrees) {
    if (subtrees.isEmpty()) {
      return "";
    }
    String listed =
        subtrees.stream()
            .limit(MOST_LISTED)
            .map(subtree -> text(subtree.getBase()))
            .collect(Collectors.joining(", "));
    int more = subtrees.size() - MOST_LISTED;
    return "%s: %s%s".formatted(kind, listed, more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String text(GeneralName base) {
    return switch (base.getTagNo()) {
      case GeneralName.dNSName -> "DNS:" + printable(base);
      case GeneralName.iPAddress -> "IP:" + subnet(base);
      case GeneralName.directoryName -> "dirName:" + printable(base);
      case GeneralName.rfc822Name -> "email:" + printable(base);
      case GeneralName.uniformResourceIdentifier -> "URI:" + printable(base);
      default -> "otherName";
    };
  }

  private static String printable(GeneralName base) {
    return CertificateNames.printable(base.getName().toString());
  }

  private static String subnet(GeneralName base) {
    byte[] octets = ASN1OctetString.getInstance(base.getName()).getOctets();
    int half = octets.length / 2;
    byte[] address = Arrays.copyOf(octets, half);
    byte[] mask = Arrays.copyOfRange(octets, half, octets.length);
    int bits = new BigInteger(1, mask).bitCount();
    return "%s/%d".formatted(LeafProfile.ipAddress(address), bits);
  }
}
