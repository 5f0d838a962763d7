package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.support.CommandLine;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What OpenSSL or GnuTLS refuse is refused here, and what only OpenSSL's strict profile refuses is
 * at least a warning: for every defect, at every place of a chain of three.
 */
class ChainMatrixTest {

  private static final String HOST = "app.example.org";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  /** Those that say that some clients refuse the chain. */
  private static final List<String> WARNINGS = List.of("chain-not-strict", "ed25519-in-browsers");

  private static final List<SubjectAlternativeName> NAMES =
      List.of(SubjectAlternativeName.parse(HOST));
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CertificateIssuer issuer =
      new CertificateIssuer(new KeyPairs(RANDOM), Clock.systemUTC(), RANDOM);
  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());

  @TempDir Path folder;

  static Stream<DefectiveChain> chains() {
    return DefectiveChain.all();
  }

  @ParameterizedTest
  @MethodSource("chains")
  void noChainPassesThatOpensslRefuses(DefectiveChain chain) throws Exception {
    chain.write(folder);
    boolean refused = !openssl();
    boolean strictlyRefused = !openssl("-x509_strict");
    Verdict verdict = verdict(chain);
    if (refused) {
      assertThat(verdict).isEqualTo(Verdict.REFUSED);
    }
    if (strictlyRefused) {
      assertThat(verdict).isNotEqualTo(Verdict.ACCEPTED);
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void noChainPassesThatGnutlsRefuses(DefectiveChain chain) throws Exception {
    Assumptions.assumeTrue(CommandLine.exists("certtool"), "certtool is not on the PATH");
    chain.write(folder);
    var output =
        CommandLine.run(
            folder,
            List.of(
                "certtool",
                "--verify",
                "--load-ca-certificate=root.pem",
                "--infile=chain.pem",
                "--verify-purpose=" + SERVER_AUTH,
                "--verify-hostname=" + HOST));
    if (output.exitCode() != 0) {
      assertThat(verdict(chain)).as(output.text()).isEqualTo(Verdict.REFUSED);
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void eachDefectIsRefusedOrWarnedOfOrLetThrough(DefectiveChain chain) throws Exception {
    assertThat(verdict(chain)).isEqualTo(chain.expected());
  }

  static Stream<DefectiveChain> authorities() {
    return chains().filter(chain -> chain.position() != DefectiveChain.Position.LEAF);
  }

  @ParameterizedTest
  @MethodSource("authorities")
  void aCaThatSignsHereIsJudgedLikeOneThatSignedElsewhere(DefectiveChain chain) throws Exception {
    assertThat(verdictOfAuthority(chain)).isEqualTo(chain.expectedOfSigner());
  }

  enum Verdict {
    ACCEPTED,
    WARNED,
    REFUSED
  }

  private Verdict verdict(DefectiveChain chain) throws Exception {
    var source =
        new SuppliedCertificate(
            chain.pem(),
            Secret.of(Pem.privateKey(chain.leafKeys().getPrivate())),
            null,
            null,
            null);
    return verdict(
        "/certificate/certificates",
        () -> supplied.readIdentity(source, NAMES, "/certificate", List.of()).warnings());
  }

  private Verdict verdictOfAuthority(DefectiveChain chain) throws Exception {
    String key = Pem.privateKey(chain.authorityKeys().getPrivate());
    var source = new SuppliedAuthority(chain.authorities(), Secret.of(key), null);
    return verdict(
        "/certificate/caCertificates",
        () -> {
          var authority = supplied.readAuthority(source, "/certificate");
          issuer.issueServer(authority.value(), Subject.EMPTY, NAMES, KeyAlgorithm.EC_P256, 90);
          return authority.warnings();
        });
  }

  private static Verdict verdict(String pointer, Supplier<List<Warning>> reading) {
    try {
      return reading.get().stream().map(Warning::code).anyMatch(WARNINGS::contains)
          ? Verdict.WARNED
          : Verdict.ACCEPTED;
    } catch (InvalidSpecException e) {
      assertThat(e.faults()).extracting(Fault::pointer).contains(pointer);
      return Verdict.REFUSED;
    }
  }

  private boolean openssl(String... more) {
    String[] arguments =
        Stream.of(
                Stream.of("verify", "-purpose", "sslserver", "-verify_hostname", HOST),
                Stream.of(more),
                Stream.of("-CAfile", "root.pem", "-untrusted", "chain.pem", "leaf.pem"))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return CommandLine.openssl(folder, arguments).exitCode() == 0;
  }
}
