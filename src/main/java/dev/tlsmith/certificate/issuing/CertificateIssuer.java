package dev.tlsmith.certificate.issuing;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.DistinguishedNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.LeafProfile;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.path.AuthorityRules;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.DateRules;
import dev.tlsmith.certificate.path.NameRules;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.OverloadedException;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;

/** Makes private CAs and signs leaves, as RFC 5280 and RFC 9525 have it. */
@Singleton
public final class CertificateIssuer {

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final KeySource keys;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * An issuer.
   *
   * @param clock decides the dates; validity starts five minutes before its now
   * @param random draws the serial numbers
   */
  public CertificateIssuer(KeySource keys, Clock clock, SecureRandom random) {
    this.keys = keys;
    this.clock = clock;
    this.random = random;
  }

  /** The same issuer with keys from elsewhere. */
  public CertificateIssuer drawingFrom(KeySource others) {
    return new CertificateIssuer(others, clock, random);
  }

  /**
   * A fresh root CA that may sign leaves only (path length 0). Its common name carries a part of
   * its key's digest, so that two of them are never taken for one another.
   *
   * @param name whom it is for; cut to fit the 64 characters of a common name
   * @throws OverloadedException if all cores make keys already
   */
  public CertificateAuthority newAuthority(String name, KeyAlgorithm algorithm, int validityDays) {
    KeyPair pair = keys.generate(algorithm);
    Instant from = now().minus(CLOCK_SKEW);
    X509Certificate certificate =
        new CertificateTemplate(random)
            .root(
                DistinguishedNames.authority(name, pair.getPublic()),
                pair,
                from,
                end(from, validityDays));
    return new CertificateAuthority(List.of(certificate), pair.getPrivate());
  }

  /**
   * A leaf that serves TLS under the given names.
   *
   * @param subject without a common name it gets the first name, where that has at most 64
   *     characters
   * @param names at least one; duplicates are dropped
   * @return with a warning {@code leaf-clamped} if the CA ends before the leaf would
   * @throws InvalidSpecException 422 if the CA may not sign such a leaf now
   * @throws OverloadedException if all cores make keys already
   */
  public WithWarnings<TlsIdentity> issueServer(
      CertificateAuthority authority,
      Subject subject,
      List<SubjectAlternativeName> names,
      KeyAlgorithm algorithm,
      int validityDays) {
    return issue(authority, server(subject, names), validityDays, () -> keys.generate(algorithm));
  }

  /**
   * The same for a key that stays with its owner.
   *
   * @return without a private key; with a warning {@code leaf-clamped} if the CA ends before the
   *     leaf would
   * @throws InvalidSpecException 422 if the CA may not sign such a leaf now
   */
  public WithWarnings<TlsIdentity> certifyServer(
      CertificateAuthority authority,
      Subject subject,
      List<SubjectAlternativeName> names,
      PublicKey key,
      int validityDays) {
    return issue(authority, server(subject, names), validityDays, () -> new KeyPair(key, null));
  }

  private static LeafProfile server(Subject subject, List<SubjectAlternativeName> names) {
    try {
      return LeafProfile.server(DistinguishedNames.server(subject, names), names);
    } catch (IllegalArgumentException e) {
      throw InvalidSpecException.unprocessable(
          SpecPointer.CERTIFICATE_SUBJECT,
          "subject-too-long",
          "an attribute of the subject is longer than RFC 5280 allows (commonName, organization and"
              + " organizationalUnit 64 characters, locality and state 128, country 2); shorten"
              + " it");
    }
  }

  /**
   * A leaf with which a client logs in.
   *
   * @param commonName at most 64 characters
   * @return with a warning {@code leaf-clamped} if the CA ends before the leaf would
   * @throws InvalidSpecException 422 if the CA may not sign such a leaf now
   * @throws OverloadedException if all cores make keys already
   */
  public WithWarnings<TlsIdentity> issueClient(
      CertificateAuthority authority, String commonName, KeyAlgorithm algorithm, int validityDays) {
    X500Name name = DistinguishedNames.client(commonName);
    return issue(authority, LeafProfile.client(name), validityDays, () -> keys.generate(algorithm));
  }

  /**
   * Judges a leaf as {@link #issueServer} does, and makes nothing.
   *
   * @return the names
   * @throws InvalidSpecException 422 if the CA may not sign such a leaf now
   */
  public List<SubjectAlternativeName> checkServer(
      CertificateAuthority authority, Subject subject, List<SubjectAlternativeName> names) {
    requireAllowed(authority, server(subject, names));
    return names;
  }

  /**
   * The same for one with which a client logs in.
   *
   * @return its name
   * @throws InvalidSpecException 422 if the CA may not sign such a leaf now
   */
  public String checkClient(CertificateAuthority authority, String commonName) {
    requireAllowed(authority, LeafProfile.client(DistinguishedNames.client(commonName)));
    return commonName;
  }

  /**
   * The names that no certificate under this CA may have, each with the constraint that forbids it;
   * in the given order, empty if all are allowed.
   */
  public Map<SubjectAlternativeName, String> forbidden(
      CertificateAuthority authority, Collection<SubjectAlternativeName> names) {
    var rules = new NameRules(authority.chain(), authority.pointer(), new Findings());
    Map<SubjectAlternativeName, String> forbidden = new LinkedHashMap<>();
    for (SubjectAlternativeName name : names) {
      rules
          .forbidding(LeafProfile.generalName(name))
          .ifPresent(constraint -> forbidden.put(name, constraint.toString()));
    }
    return forbidden;
  }

  private WithWarnings<TlsIdentity> issue(
      CertificateAuthority authority, LeafProfile profile, int days, Supplier<KeyPair> makesKeys) {
    requireAllowed(authority, profile);

    Instant from = latest(authority, now().minus(CLOCK_SKEW));
    Instant wanted = end(from, days);
    Instant until = earliestEnd(authority, wanted);
    Findings clamping = new Findings(); // the CA's own warnings were given when it was read
    if (until.isBefore(wanted)) {
      clamping.warn(
          "leaf-clamped",
          ("the certificate would be valid until %s, but its CA ends at %s, and a leaf never "
                  + "outlives its CA; renew the CA for longer validity")
              .formatted(wanted, until));
    }
    KeyPair keys = makesKeys.get();
    X509Certificate leaf =
        new CertificateTemplate(random).leaf(authority, profile, keys.getPublic(), from, until);
    return new WithWarnings<>(
        new TlsIdentity(keys.getPrivate(), chain(leaf, authority), List.of(authority.root())),
        clamping.warnings());
  }

  private void requireAllowed(CertificateAuthority authority, LeafProfile profile) {
    Findings findings = new Findings();
    List<X509Certificate> chain = authority.chain();
    new AuthorityRules(chain, authority.pointer(), findings).check(DateRules.at(clock.instant()));
    new NameRules(chain, authority.pointer(), findings).check(profile.subject(), profile.names());
    if (profile.subject().equals(DistinguishedNames.of(authority.certificate()))) {
      findings.fault(
          SpecPointer.CERTIFICATE_SUBJECT,
          "subject-equals-issuer",
          ("the subject '%s' is also the CA's; a leaf and its CA need different subjects, set "
                  + "another commonName")
              .formatted(CertificateNames.subject(authority.certificate())));
    }
    findings.throwIfFaulty();
  }

  private static List<X509Certificate> chain(X509Certificate leaf, CertificateAuthority authority) {
    List<X509Certificate> authorities = authority.chain();
    int sent = authorities.size() - (CertificationPath.isSelfSigned(authority.root()) ? 1 : 0);
    return Stream.concat(Stream.of(leaf), authorities.stream().limit(sent)).toList();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Both ends count (RFC 5280 §4.1.2.5). */
  private static Instant end(Instant from, int days) {
    return from.plus(Duration.ofDays(days)).minusSeconds(1);
  }

  private static Instant latest(CertificateAuthority authority, Instant from) {
    return authority.chain().stream()
        .map(certificate -> certificate.getNotBefore().toInstant())
        .reduce(from, (a, b) -> a.isAfter(b) ? a : b);
  }

  private static Instant earliestEnd(CertificateAuthority authority, Instant until) {
    return authority.chain().stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .reduce(until, (a, b) -> a.isBefore(b) ? a : b);
  }
}
