package dev.tlsmith.certificate.request;

import dev.tlsmith.certificate.BouncyCastle;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.DistinguishedNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.KeyStrength;
import dev.tlsmith.certificate.LeafProfile;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultSignatureNameFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * What a request must prove, and what it may say: its signature and key are judged, and names
 * beyond the spec's refused. Subject and extensions are never copied.
 */
final class CertificationRequestRules {

  private static final int MOST_LISTED = 10;
  private static final int LONGEST_NAME = 120;

  private static final Pattern SIGNATURES =
      Pattern.compile("SHA(256|384|512)WITH(RSA|RSAANDMGF1|ECDSA)|ED25519");

  /** Copied by nobody and missed by nobody: what they say stands in the leaf anyhow. */
  private static final Set<ASN1ObjectIdentifier> WITHOUT_A_WORD =
      Set.of(Extension.subjectAlternativeName, Extension.subjectKeyIdentifier);

  private static final Map<ASN1ObjectIdentifier, String> EXTENSIONS =
      Map.of(
          Extension.basicConstraints, "basicConstraints",
          Extension.keyUsage, "keyUsage",
          Extension.extendedKeyUsage, "extendedKeyUsage",
          Extension.nameConstraints, "nameConstraints",
          Extension.certificatePolicies, "certificatePolicies");

  private final PKCS10CertificationRequest request;
  private final String pointer;
  private final Findings findings;

  CertificationRequestRules(PKCS10CertificationRequest request, String pointer, Findings findings) {
    this.request = request;
    this.pointer = pointer;
    this.findings = findings;
  }

  /** The key's algorithm, if it is one that the spec knows. */
  static Optional<KeyAlgorithm> algorithm(PublicKey key, String pointer, Findings findings) {
    String name = KeyStrength.name(key);
    Optional<KeyAlgorithm> known =
        Arrays.stream(KeyAlgorithm.values()).filter(one -> one.name().equals(name)).findFirst();
    if (known.isEmpty()) {
      findings.fault(
          pointer,
          "key-unsupported",
          "the request's key is %s; make one of %s"
              .formatted(
                  name,
                  Arrays.stream(KeyAlgorithm.values())
                      .map(Enum::name)
                      .collect(Collectors.joining(", "))));
    }
    return known;
  }

  /** Proof of possession: RFC 2986 §3, the request is signed by its own key. */
  void checkPossession() {
    var algorithm = request.getSignatureAlgorithm();
    String name = new DefaultSignatureNameFinder().getAlgorithmName(algorithm);
    if (!SIGNATURES.matcher(name).matches()) {
      findings.fault(
          pointer,
          "signature-too-weak",
          "the request is signed with %s; sign it with SHA-256, e.g. 'openssl req -new -sha256'"
              .formatted(printable(name)));
      return;
    }
    boolean valid;
    try {
      ContentVerifierProvider own =
          new JcaContentVerifierProviderBuilder()
              .setProvider(BouncyCastle.PROVIDER) // the JDK knows PSS by another name
              .build(request.getSubjectPublicKeyInfo());
      valid = request.isSignatureValid(own);
    } catch (PKCSException | OperatorCreationException | RuntimeException e) {
      valid = false;
    }
    if (!valid) {
      findings.fault(
          pointer,
          "request-signature",
          "the request's signature is not by its own key, so nothing shows that you have that key;"
              + " make the request once more, and send it unchanged");
    }
  }

  /** Names that the request asks for and the spec does not. */
  void checkNames(Collection<RequestedLeaf> leaves) {
    Extensions extensions = request.getRequestedExtensions();
    GeneralNames names =
        extensions == null
            ? null
            : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    List<GeneralName> asked = names == null ? List.of() : List.of(names.getNames());
    List<SubjectAlternativeName> allowed =
        leaves.stream().flatMap(leaf -> leaf.names().stream()).distinct().toList();
    List<String> foreign =
        asked.stream().map(name -> foreign(name, allowed)).flatMap(Optional::stream).toList();
    if (!foreign.isEmpty()) {
      findings.fault(
          pointer,
          "request-names",
          ("the request asks for %s, which the spec does not name; the certificate gets the spec's"
                  + " 'hosts' and the product's own names only: add to 'hosts' what belongs there,"
                  + " or leave it out of the request")
              .formatted(listed(foreign)));
    }
    if (extensions != null) {
      checkExtensions(extensions);
    }
  }

  private void checkExtensions(Extensions extensions) {
    List<String> ignored =
        Stream.of(extensions.getExtensionOIDs())
            .filter(oid -> !WITHOUT_A_WORD.contains(oid))
            .map(oid -> EXTENSIONS.getOrDefault(oid, oid.getId()))
            .map(CertificationRequestRules::printable)
            .toList();
    if (!ignored.isEmpty()) {
      findings.note(
          "request-extensions-ignored",
          ("the request asks for %s, which is not copied: the certificate is a server's and no CA;"
                  + " leave it out of the request")
              .formatted(listed(ignored)));
    }
  }

  /** A subject that will not be in any leaf. */
  void checkSubject(Collection<RequestedLeaf> leaves) {
    X500Name subject = request.getSubject();
    Set<String> asked = attributes(subject);
    boolean kept = leaves.stream().anyMatch(leaf -> attributes(of(leaf)).equals(asked));
    if (!asked.isEmpty() && !kept) {
      findings.note(
          "request-subject-ignored",
          ("the request's subject '%s' is not copied; the certificate's is that of"
                  + " 'certificate.subject', by default the first host: set it there if it matters")
              .formatted(text(subject)));
    }
  }

  private static @Nullable X500Name of(RequestedLeaf leaf) {
    try {
      return DistinguishedNames.server(leaf.subject(), leaf.names());
    } catch (IllegalArgumentException e) {
      return null; // the issuer refuses it
    }
  }

  private static Set<String> attributes(@Nullable X500Name name) {
    Set<String> attributes = new TreeSet<>();
    for (var rdn : name == null ? new RDN[0] : name.getRDNs()) {
      for (var attribute : rdn.getTypesAndValues()) {
        String value = IETFUtils.valueToString(attribute.getValue());
        attributes.add(attribute.getType() + "=" + value.toLowerCase(Locale.ROOT));
      }
    }
    return attributes;
  }

  /** How a name that no leaf will have is called; empty if one has it. */
  private static Optional<String> foreign(GeneralName name, List<SubjectAlternativeName> allowed) {
    String text =
        switch (name.getTagNo()) {
          case GeneralName.dNSName -> name.getName().toString();
          case GeneralName.iPAddress -> ipAddress(name);
          default -> "";
        };
    if (!text.isEmpty()) {
      try {
        SubjectAlternativeName wanted = SubjectAlternativeName.parse(text);
        if (CertificateNames.covers(allowed, wanted)) {
          return Optional.empty();
        }
      } catch (IllegalArgumentException e) {
        // falls through: no name that a server can have
      }
      return Optional.of("'%s'".formatted(printable(text)));
    }
    return Optional.of("'%s'".formatted(printable(kind(name) + ":" + name.getName())));
  }

  private static String ipAddress(GeneralName name) {
    try {
      return LeafProfile.text(name);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String kind(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.rfc822Name -> "email";
      case GeneralName.uniformResourceIdentifier -> "URI";
      case GeneralName.directoryName -> "dirName";
      case GeneralName.iPAddress -> "IP";
      default -> "otherName";
    };
  }

  private static String text(X500Name name) {
    try {
      return CertificateNames.text(new X500Principal(name.getEncoded()));
    } catch (IOException | IllegalArgumentException e) {
      return printable(name.toString());
    }
  }

  private static String listed(List<String> names) {
    String first = names.stream().limit(MOST_LISTED).collect(Collectors.joining(", "));
    int more = names.size() - MOST_LISTED;
    return more > 0 ? first + " and %d more".formatted(more) : first;
  }

  private static String printable(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() <= LONGEST_NAME
        ? printable
        : printable.substring(0, LONGEST_NAME - 1) + "…";
  }
}
