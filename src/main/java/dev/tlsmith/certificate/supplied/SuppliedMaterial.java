package dev.tlsmith.certificate.supplied;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.encoding.CertificateReader;
import dev.tlsmith.certificate.path.AuthorityRules;
import dev.tlsmith.certificate.path.CertificationPath;
import dev.tlsmith.certificate.path.DateRules;
import dev.tlsmith.certificate.path.KeyMatcher;
import dev.tlsmith.certificate.path.NameRules;
import dev.tlsmith.certificate.path.PathRules;
import dev.tlsmith.certificate.path.PathSearch;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.SuppliedCertificate;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and judges the certificates and keys that a caller supplies. Every fault that can be found
 * is reported at once; none repeats a key or a passphrase.
 */
@Singleton
public final class SuppliedMaterial {

  private static final int MOST_TRUSTED = 500;

  private final Clock clock;

  /**
   * A reader.
   *
   * @param clock what is expired is judged by it
   */
  public SuppliedMaterial(Clock clock) {
    this.clock = clock;
  }

  /**
   * The caller's own CA.
   *
   * @param pointer of the source in the spec, e.g. {@code "/certificate"}
   * @return the CA, with warnings {@code expires-soon}, {@code chain-not-strict}, {@code
   *     incomplete-chain}, {@code unused-certificates}, {@code passphrase-unused}
   * @throws InvalidSpecException 422 with every fault of certificates, key and passphrase
   */
  public WithWarnings<CertificateAuthority> readAuthority(
      SuppliedAuthority supplied, String pointer) {
    Findings findings = new Findings();
    return authority(SuppliedPair.read(supplied, pointer, findings), findings);
  }

  /**
   * A CA in PKCS#12.
   *
   * @param pkcs12 base64 of the file
   * @param passphrase null for a file without one
   * @param alias of its key; null where there is one alone
   * @param pointer of what names the file
   * @return the CA, with the warnings of the other form
   * @throws InvalidSpecException 422 with every fault
   */
  public WithWarnings<CertificateAuthority> readAuthority(
      Secret pkcs12, @Nullable Secret passphrase, @Nullable String alias, String pointer) {
    Findings findings = new Findings();
    return authority(
        SuppliedPair.readPkcs12(pkcs12, passphrase, alias, pointer, findings), findings);
  }

  private WithWarnings<CertificateAuthority> authority(SuppliedPair supplied, Findings findings) {
    if (supplied.certificates().isEmpty()) {
      throw findings.refusal();
    }
    List<X509Certificate> signers =
        KeyMatcher.find(supplied.key(), supplied.certificates(), supplied.keyPointer(), findings);
    if (signers.isEmpty()) {
      throw findings.refusal();
    }
    CertificationPath path =
        new PathSearch(supplied.certificates(), List.of(), clock.instant())
            .choose(
                signers, (one, own) -> judge(one, supplied.certificatesPointer(), own), findings);
    new PathRules(supplied.certificatesPointer(), findings).nameUnused(path);
    findings.throwIfFaulty();
    return new WithWarnings<>(
        new CertificateAuthority(path.certificates(), Objects.requireNonNull(supplied.key())),
        findings.warnings());
  }

  /**
   * The caller's own leaf, key and chain.
   *
   * @param mustCover names that the leaf has to cover
   * @param pointer of the source in the spec, e.g. {@code "/certificate"}
   * @param publicRoots that may complete the chain; may be empty
   * @return the identity, with the warnings of {@link #readAuthority}
   * @throws InvalidSpecException 422 with every fault of certificates, key and passphrase
   */
  public WithWarnings<TlsIdentity> readIdentity(
      SuppliedCertificate given,
      List<SubjectAlternativeName> mustCover,
      String pointer,
      Collection<X509Certificate> publicRoots) {
    Findings findings = new Findings();
    SuppliedPair supplied = SuppliedPair.read(given, pointer, findings);
    if (supplied.certificates().isEmpty()) {
      throw findings.refusal();
    }
    String certificatesPointer = supplied.certificatesPointer();
    List<X509Certificate> leaves =
        KeyMatcher.find(supplied.key(), supplied.certificates(), supplied.keyPointer(), findings);
    if (leaves.isEmpty()) {
      throw findings.refusal();
    }
    ServerRules rules = new ServerRules(dates());
    CertificationPath path =
        new PathSearch(supplied.certificates(), publicRoots, clock.instant())
            .choose(
                leaves,
                (one, own) -> rules.check(one, mustCover, certificatesPointer, own),
                findings);
    new PathRules(certificatesPointer, findings).nameUnused(path);
    findings.throwIfFaulty();
    return new WithWarnings<>(
        new TlsIdentity(
            Objects.requireNonNull(supplied.key()), path.withoutRoot(), List.of(path.anchor())),
        findings.warnings());
  }

  /**
   * Certificates to trust, such as {@code trust.additional}.
   *
   * @param pointer of the text in the spec
   * @param publicRoots that stand beside them
   * @return at least one, in the text's order without duplicates; with warnings {@code
   *     trusted-certificate-expired}, {@code trusted-without-its-root} and {@code
   *     trusted-certificate-is-no-ca} for each that is one of these
   * @throws InvalidSpecException 422 if one cannot be read
   */
  public WithWarnings<List<X509Certificate>> readCertificates(
      String pem, String pointer, Collection<X509Certificate> publicRoots) {
    Findings findings = new Findings();
    List<X509Certificate> certificates =
        new CertificateReader(pointer, MOST_TRUSTED, findings).read(pem);
    findings.throwIfFaulty();
    TrustRules rules = new TrustRules(certificates, pointer, findings);
    rules.checkDates(clock.instant());
    rules.checkAnchors(publicRoots);
    return new WithWarnings<>(certificates, findings.warnings());
  }

  /**
   * Certificates of CAs whose clients are accepted: {@code trust.clientCertificates}.
   *
   * @param pointer of the text in the spec
   * @return as {@link #readCertificates}
   * @throws InvalidSpecException 422 if one cannot be read, or is a CA that may not vouch for
   *     clients
   */
  public WithWarnings<List<X509Certificate>> readClientAuthorities(String pem, String pointer) {
    var read = readCertificates(pem, pointer, List.of());
    Findings findings = new Findings();
    new TrustRules(read.value(), pointer, findings).checkClientAuthorities();
    findings.throwIfFaulty();
    return read;
  }

  /** The chain of a CA that will sign leaves. */
  private void judge(CertificationPath path, String pointer, Findings findings) {
    new AuthorityRules(path.certificates(), pointer, findings).check(dates());
    new NameRules(path.certificates(), pointer, findings);
    new PathRules(pointer, findings).check(path);
  }

  private DateRules dates() {
    return DateRules.at(clock.instant());
  }
}
