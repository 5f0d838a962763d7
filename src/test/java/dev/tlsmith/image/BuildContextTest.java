package dev.tlsmith.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code docker build} is given, before anything is built of it. */
class BuildContextTest {

  private static final String KESTRA =
      "{product: kestra, version: 1.3.15, hosts: [kestra.example.com], certificate: {source:"
          + " %s}%s}";

  /** Each with the least that a spec says: a base where the pack names none. */
  static Stream<String> products() {
    return Service.packs().stream()
        .map(
            pack ->
                pack.definition().components().stream().allMatch(one -> one.image() != null)
                    ? pack.id()
                    : pack.id() + ", image: {base: 'registry.example.com/app:1'}");
  }

  private static byte[] archive(String spec) {
    return Service.images().context(Service.read(spec), Service.ANYBODY).content();
  }

  private static Map<String, Tar.Entry> context(String spec) {
    return Tar.read(archive(spec));
  }

  private static String text(Map<String, Tar.Entry> context, String path) {
    return new String(context.get(path).content(), StandardCharsets.UTF_8);
  }

  private static String kestra(String source, String more) {
    return KESTRA.formatted(source, more);
  }

  @ParameterizedTest
  @MethodSource("products")
  void nothingRunsInIt(String product) {
    String spec = "{product: %s, hosts: [app.example.com], certificate: {source: service-ca}}";
    Map<String, Tar.Entry> context = context(spec.formatted(product));
    List<String> dockerfiles =
        context.keySet().stream().filter(path -> path.startsWith("Dockerfile")).toList();
    assertThat(dockerfiles).isNotEmpty();
    for (String dockerfile : dockerfiles) {
      Set<String> instructions =
          text(context, dockerfile)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(" ", 2)[0])
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(instructions).containsExactly("ARG", "COPY", "ENV", "FROM", "LABEL");
      assertThat(text(context, dockerfile))
          .doesNotContain("--chmod", "--chown")
          .doesNotContainPattern("(?i)^# *syntax *=");
    }
    assertThat(context.keySet())
        .contains("proof.json", "trust/ca-bundle.crt", "trust/ca.crt", "trust/cacerts");
  }

  @Test
  void theSameSpecGivesTheSameBytes() {
    String spec = kestra("service-ca", "");
    assertThat(archive(spec)).isEqualTo(archive(spec));
  }

  @ParameterizedTest
  @CsvSource({
    "1.3.15, kestra/kestra:v1.3.15",
    "1.3, kestra/kestra:v1.3.15",
    "1.0, kestra/kestra:v1.0.8"
  })
  void theBaseIsTheProductsOwnOfTheVersionAndOfALineItsNewestRelease(String version, String base) {
    String spec = kestra("service-ca", "").replace("1.3.15", version);
    assertThat(text(context(spec), "Dockerfile")).contains("ARG BASE_IMAGE=" + base + "\n");
  }

  @Test
  void aBaseOfOnesOwnTakesItsPlace() {
    String image = ", image: {base: 'registry.example.com:5000/acme/kestra@sha256:0a'}";
    assertThat(text(context(kestra("service-ca", image)), "Dockerfile"))
        .contains("ARG BASE_IMAGE=registry.example.com:5000/acme/kestra@sha256:0a\n");
  }

  @Test
  void theSystemsFileIsKeptWhereTheSpecSaysSo() {
    assertThat(text(context(kestra("service-ca", "")), "Dockerfile"))
        .contains("/etc/ssl/certs/ca-certificates.crt");
    assertThat(text(context(kestra("service-ca", ", image: {systemStore: false}")), "Dockerfile"))
        .doesNotContain("/etc/ssl/certs");
  }

  @Test
  void eachProgramOfAProductHasAFileOfItsOwnWithWhatItsRuntimeReads() {
    Map<String, Tar.Entry> context =
        context(
            "{product: camunda-web-modeler, version: 8.8.18, hosts: [modeler.example.com],"
                + " certificate: {source: service-ca}}");
    assertThat(text(context, "Dockerfile.restapi"))
        .contains("camunda/web-modeler-restapi:8.8.18", "-Djavax.net.ssl.trustStore=");
    assertThat(text(context, "Dockerfile.webapp"))
        .contains("camunda/web-modeler-webapp:8.8.18", "NODE_EXTRA_CA_CERTS=")
        .doesNotContain("javax.net.ssl");
    assertThat(text(context, "Dockerfile.websockets"))
        .contains("camunda/web-modeler-websockets:8.8.18", "SSL_CERT_FILE=");
    assertThat(context).doesNotContainKey("Dockerfile");
  }

  @Test
  void settingsAreTheVariablesOfTheOverlayWithoutItsEnvFile() {
    TestBundle bundle =
        Service.bundle(
            kestra("service-ca", ", image: {settings: true}, targets: [compose, image]"));
    JsonNode overlay =
        Service.documents(bundle.text("docker-compose.tls.yaml"))
            .getFirst()
            .at("/services/kestra/environment");
    Matcher variables =
        Pattern.compile("(?m)^ENV ([A-Z0-9_]+)=\"(.*)\"$")
            .matcher(bundle.text("docker/Dockerfile"));
    Map<String, String> set =
        variables
            .results()
            .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    assertThat(overlay).isNotEmpty();
    overlay
        .properties()
        .forEach(
            variable ->
                assertThat(set).containsEntry(variable.getKey(), variable.getValue().asText()));
    assertThat(bundle.text("docker/Dockerfile")).doesNotContain(bundle.keyStorePassword());
  }

  @Test
  void whatTheBuilderShouldKnowStandsInIt() {
    assertThat(text(context(kestra("service-ca", "")), "Dockerfile"))
        .contains("# Warning management-stays-plain: ");
  }

  @Test
  void theCaOfABundleIsTrustedByTheImageOfThatBundle() {
    TestBundle bundle = Service.bundle(kestra("self-signed", ", targets: [image]"));
    assertThat(bundle.text("docker/trust/ca.crt")).isEqualTo(bundle.text("tls/ca.crt"));
    JsonNode proof = Service.yaml(bundle.text("proof.json")).path("image");
    assertThat(proof.path("handshakes")).hasSize(3);
    assertThat(bundle.bundle().next()).contains("docker build -t kestra-tls docker");
  }

  @Test
  void noBundleHasAContextThatNobodyAskedFor() {
    assertThat(Service.bundle(kestra("self-signed", "")).paths())
        .noneMatch(path -> path.startsWith("docker/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "self-signed | '' | /certificate/source | image-of-a-ca-that-nobody-has",
        "'existing-secret, secretName: tls, passwordSecret: {name: a, key: b}' | '' |"
            + " /trust/additional | nothing-to-trust",
        "'cert-manager, issuer: {name: ca}' | '' | /trust/additional | nothing-to-trust"
      })
  void whatNoImageCanBeMadeOfIsRefusedWithWhatToUse(
      String source, String more, String pointer, String code) {
    assertThat(refusal(() -> context(kestra(source, more))))
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEqualTo(pointer);
              assertThat(fault.code()).isEqualTo(code);
              assertThat(fault.detail()).contains("trust.additional");
            });
    assertThat(
            refusal(
                    () ->
                        Service.images()
                            .trustImage(Service.read(kestra(source, more)), Service.ANYBODY))
                .code())
        .isEqualTo(code);
  }

  @Test
  void aContextIsForOneProductAndTheTrustImageForAll() {
    String spec =
        "{release: all, certificate: {source: service-ca}, deployments: [{product: kestra, hosts:"
            + " [a.example.com]}, {product: camunda-console, hosts: [b.example.com]}]}";
    assertThat(refusal(() -> context(spec)).code()).isEqualTo("several-products");
    assertThat(Service.images().trustImage(Service.read(spec), Service.ANYBODY).fileName())
        .isEqualTo("all-trust.tar");
  }

  private static Fault refusal(ThrowingCallable call) {
    List<Fault> faults = new ArrayList<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            InvalidSpecException.class, refused -> faults.addAll(refused.faults()));
    return faults.getFirst();
  }
}
