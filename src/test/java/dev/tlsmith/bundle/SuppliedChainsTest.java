package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a supplied CA allows and how it is numbered decides about the whole bundle. */
class SuppliedChainsTest {

  @TempDir Path folder;

  @Test
  void namesThatTheCaForbidsAndNothingNeedsAreLeftOutWithAWarning() throws Exception {
    makeAuthority("nameConstraints=critical,permitted;DNS:example.com", "1");
    TestBundle bundle = Service.bundle(spec("kestra", "application", "kestra.example.com"));
    assertThat(warning(bundle, "names-left-out"))
        .contains("permitted: DNS:example.com", "kestra.default.svc", "localhost");
    bundle.unpack(folder);
    assertVerified("kestra.example.com");
  }

  @Test
  void aHostThatTheCaForbidsIsNamedWithTheConstraint() throws Exception {
    makeAuthority("nameConstraints=critical,permitted;DNS:example.com", "1");
    assertThat(refusal(spec("kestra", "application", "kestra.example.org")).detail())
        .contains("permitted: DNS:example.com", "'kestra.example.org'");
  }

  /** Of all deployments at once, in the validation as in the bundle. */
  @Test
  void aValidationRefusesTheNamesThatTheBundleWould() throws Exception {
    makeAuthority("nameConstraints=critical,permitted;DNS:example.com", "1");
    String spec =
        """
        release: apps
        targets: [compose]
        deployments:
        - {product: kestra, hosts: [kestra.example.org]}
        - {product: tlsmith, hosts: [certificates.example.net]}
        """
            + spec("kestra", "application", "unused").replaceFirst("(?s).*(?=certificate:)", "");
    List<Fault> faults = refusals(() -> Service.validate(spec));
    assertThat(faults).isEqualTo(refusals(() -> Service.bundle(spec)));
    assertThat(faults)
        .extracting(Fault::detail)
        .hasSize(2)
        .allMatch(detail -> detail.contains("permitted: DNS:example.com"))
        .anyMatch(detail -> detail.contains("'kestra.example.org'"))
        .anyMatch(detail -> detail.contains("'certificates.example.net'"));
  }

  @ParameterizedTest
  @CsvSource({
    "kestra, both, .default.svc'",
    "camunda-web-modeler, application, camunda-web-modeler-websockets'",
  })
  void aNameThatTheBundleItselfCallsIsNotLeftOut(String product, String termination, String name)
      throws Exception {
    makeAuthority("nameConstraints=critical,permitted;DNS:example.com", "1");
    var refusal =
        catchThrowableOfType(
            InvalidSpecException.class,
            () -> Service.bundle(spec(product, termination, "app.example.com", "helm")));
    assertThat(refusal.faults()).extracting(Fault::code).containsOnly("name-constraints");
    assertThat(refusal.faults())
        .extracting(Fault::detail)
        .anyMatch(detail -> detail.contains(name));
    assertThat(refusal.faults())
        .extracting(Fault::detail)
        .noneMatch(detail -> detail.contains("'localhost'"));
  }

  @Test
  void aNegativeSerialNumberIsAWarningOnComposeAndRefusedInACluster() throws Exception {
    makeAuthority("subjectKeyIdentifier=hash", "-5");
    TestBundle bundle = Service.bundle(spec("kestra", "application", "kestra.example.com"));
    assertThat(warning(bundle, "serial-number")).contains("negative", "Traefik");
    assertThat(refusal(spec("kestra", "application", "kestra.example.com", "helm")).code())
        .isEqualTo("serial-number");
  }

  private void makeAuthority(String extension, String serial) throws IOException {
    var output =
        CommandLine.openssl(
            folder,
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "own-ca.crt",
            "-days",
            "900",
            "-subj",
            "/CN=Example CA",
            "-set_serial",
            serial,
            "-addext",
            "keyUsage=critical,keyCertSign",
            "-addext",
            extension);
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  private String spec(String product, String termination, String host) throws IOException {
    return spec(product, termination, host, "compose");
  }

  private String spec(String product, String termination, String host, String target)
      throws IOException {
    return """
    product: %s
    hosts: [%s]
    targets: [%s]
    termination: %s
    certificate:
      source: private-ca
      caCertificates: |
    %s
      caPrivateKey: |
    %s
    """
        .formatted(
            product,
            host,
            target,
            termination,
            Files.readString(folder.resolve("own-ca.crt")).indent(4),
            Files.readString(folder.resolve("ca.key")).indent(4));
  }

  private static List<Fault> refusals(ThrowingCallable work) {
    return catchThrowableOfType(InvalidSpecException.class, work).faults();
  }

  private static Fault refusal(String spec) {
    var refusal = catchThrowableOfType(InvalidSpecException.class, () -> Service.bundle(spec));
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults()).hasSize(1);
    return refusal.faults().getFirst();
  }

  private static String warning(TestBundle bundle, String code) {
    return bundle.bundle().warnings().stream()
        .filter(warning -> warning.code().equals(code))
        .map(Warning::message)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no warning " + code));
  }

  private void assertVerified(String host) {
    var output =
        CommandLine.openssl(
            folder,
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-verify_hostname",
            host,
            "-CAfile",
            "tls/ca.crt",
            "tls/tls.crt");
    assertThat(output.exitCode()).as(output.text()).isZero();
  }
}
