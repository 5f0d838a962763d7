package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.DistinguishedNames;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** Why a name is not covered by a certificate in which one can read it: RFC 9525 §6. */
final class NearMiss {

  private static final int EMAIL = 1;
  private static final int DNS_NAME = 2;
  private static final int URI = 6;

  private final X509Certificate certificate;
  private final String name;

  private NearMiss(X509Certificate certificate, SubjectAlternativeName name) {
    this.certificate = certificate;
    this.name = name.value();
  }

  /** The reason; empty if the name is nowhere in it. */
  static Optional<String> explain(X509Certificate certificate, SubjectAlternativeName name) {
    NearMiss miss = new NearMiss(certificate, name);
    return switch (name) {
      case IpAddress ip -> miss.ofAddress().or(miss::ofOtherKind);
      case DnsName dns -> miss.ofHost().or(miss::ofOtherKind);
    };
  }

  private Optional<String> ofAddress() {
    return values(DNS_NAME).anyMatch(name::equals)
        ? Optional.of(
            ("'%1$s' stands there as a DNS name, which no client takes for an address; it has to be"
                    + " 'IP:%1$s'")
                .formatted(name))
        : Optional.empty();
  }

  private Optional<String> ofHost() {
    return values(DNS_NAME).flatMap(value -> ofHost(value).stream()).findFirst();
  }

  private Optional<String> ofHost(String value) {
    if (value.equals(name + ".")) {
      return Optional.of(
          "'%s' stands there with a dot at its end, which no client asks for".formatted(name));
    }
    if (value.startsWith("https://" + name) || value.startsWith(name + ":")) {
      return Optional.of(
          "'%s' stands there with a scheme or port ('%s'), which are no part of a name"
              .formatted(name, CertificateNames.printable(value)));
    }
    if (value.startsWith("*.") && name.endsWith(value.substring(1))) {
      return Optional.of(
          "the wildcard '%s' is for one label, and '%s' has more in its place"
              .formatted(CertificateNames.printable(value), name));
    }
    if (value.equals("*." + name)) {
      return Optional.of("the wildcard '%s' is not for '%s' itself".formatted(value, name));
    }
    return value.indexOf('*') > 0 || value.indexOf('*', 1) > 0 || value.equals("*")
        ? Optional.of(
            "'%s' is no wildcard that clients take: only the whole leftmost label may be '*'"
                .formatted(CertificateNames.printable(value)))
        : Optional.empty();
  }

  private Optional<String> ofOtherKind() {
    if (values(URI).anyMatch(value -> value.contains(name))) {
      return Optional.of(
          "'%s' stands there in a URI, which is no name of a server".formatted(name));
    }
    if (values(EMAIL).anyMatch(value -> value.endsWith(name))) {
      return Optional.of("'%s' stands there as an e-mail address".formatted(name));
    }
    boolean common =
        Stream.of(DistinguishedNames.of(certificate).getRDNs(BCStyle.CN))
            .map(rdn -> IETFUtils.valueToString(rdn.getFirst().getValue()))
            .anyMatch(name::equalsIgnoreCase);
    return common
        ? Optional.of("'%s' is its common name alone, which does not count".formatted(name))
        : Optional.empty();
  }

  private Stream<String> values(int kind) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Stream.empty()
          : names.stream()
              .filter(one -> Integer.valueOf(kind).equals(one.get(0)))
              .map(one -> String.valueOf(one.get(1)).toLowerCase(Locale.ROOT));
    } catch (CertificateParsingException e) {
      return Stream.empty();
    }
  }
}
