package dev.tlsmith.inspection;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.report.Finding;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.support.OddCertificate;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files of a test, and what an inspection of them finds. */
final class Inspected {

  static final String HOST = "app.example.org";
  static final PublicRoots ROOTS = new PublicRoots(null);
  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());

  private final List<GivenFile> files = new ArrayList<>();
  private final List<Secret> passwords = new ArrayList<>();
  private final List<SubjectAlternativeName> hosts = new ArrayList<>();

  private Inspected() {}

  static Inspected nothing() {
    return new Inspected();
  }

  static KeyPair key() {
    return KEYS.generate(KeyAlgorithm.EC_P256);
  }

  /** A root, an intermediate and a server's leaf, with their keys. */
  record Chain(
      X509Certificate root,
      X509Certificate intermediate,
      X509Certificate leaf,
      KeyPair intermediateKey,
      KeyPair leafKey) {

    static Chain sound() throws Exception {
      KeyPair leafKey = key();
      return of(OddCertificate.server(HOST, leafKey), leafKey);
    }

    static Chain of(OddCertificate leaf, KeyPair leafKey) throws Exception {
      KeyPair rootKey = key();
      KeyPair intermediateKey = key();
      X509Certificate root = OddCertificate.authority("CN=Root of a test", rootKey).selfSigned();
      X509Certificate intermediate =
          OddCertificate.authority("CN=Intermediate of a test", intermediateKey)
              .signedBy(root, rootKey);
      return new Chain(
          root,
          intermediate,
          leaf.signedBy(intermediate, intermediateKey),
          intermediateKey,
          leafKey);
    }
  }

  Inspected file(String name, byte[] content) {
    files.add(GivenFile.of(name, content));
    return this;
  }

  Inspected file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  Inspected file(String name, X509Certificate... certificates) {
    return file(name, Pem.certificates(List.of(certificates)));
  }

  Inspected password(String password) {
    passwords.add(Secret.of(password));
    return this;
  }

  Inspected host(String host) {
    hosts.add(SubjectAlternativeName.parse(host));
    return this;
  }

  Inspection inspect() {
    return new Inspector(Clock.systemUTC(), ROOTS)
        .inspect(new InspectionRequest(files, passwords, hosts, Duration.ofDays(30)));
  }

  /** Severity, file with place, and code of each finding. */
  List<String> codes() {
    return inspect().findings().stream().map(Inspected::code).toList();
  }

  /** The same of errors and warnings alone. */
  List<String> troubles() {
    return inspect().findings().stream()
        .filter(finding -> finding.severity() != Severity.NOTE)
        .map(Inspected::code)
        .toList();
  }

  private static String code(Finding finding) {
    String place = finding.place().isEmpty() ? "" : "#" + finding.place();
    return "%s %s%s %s".formatted(finding.severity().word(), finding.file(), place, finding.code());
  }
}
