package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.tlsmith.product.helm.PackedChart;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.Completion;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.ProgramSyntax;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code renew.sh} as bash runs it, against the service; openssl judges what it leaves. */
class RenewalScriptTest {

  private static final String CERTIFICATE = "tls/tls.crt";

  private static final List<String> TOOLS =
      List.of(
          "bash", "cat", "chown", "cmp", "cp", "curl", "dirname", "find", "grep", "gzip", "id",
          "mkdir", "mktemp", "mv", "openssl", "ps", "rm", "sed", "sort", "stat", "tar");

  @TempDir Path folder;
  private Path bundle;
  private Path temporary;

  @BeforeEach
  void tools() throws IOException {
    for (String tool : List.of("bash", "curl", "openssl", "tar")) {
      assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    }
    bundle = Files.createDirectory(folder.resolve("bundle"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  private static ObjectNode spec(String source) {
    ObjectNode spec = Service.exampleSpec("ca-of-the-service");
    spec.set("certificate", Matrix.certificate(source));
    return spec;
  }

  private TestBundle unpacked(String source) {
    TestBundle made = Service.incomplete(spec(source).toString());
    made.unpack(bundle);
    return made;
  }

  /** Runs the script with a shell's words behind it. */
  private Output renew(String url, String arguments) {
    String command =
        "export TMPDIR=%s TLSMITH_URL=%s; exec bundle/renew.sh %s"
            .formatted(temporary, url, arguments);
    return CommandLine.run(folder, List.of("bash", "-c", command));
  }

  private Output renew(String arguments) {
    return renew(Service.url(), arguments);
  }

  private void assertRenewed(String arguments) throws IOException {
    String before = serial();
    Output output = renew(arguments);
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(serial()).isNotEqualTo(before);
    assertUsable();
    assertNothingLeft();
  }

  private void assertUsable() {
    Output chain =
        CommandLine.openssl(
            bundle, "verify", "-CAfile", "tls/ca.crt", "-untrusted", CERTIFICATE, CERTIFICATE);
    assertThat(chain.exitCode()).as(chain.text()).isZero();
    if (Files.exists(bundle.resolve("tls/tls.key"))) {
      assertThat(CommandLine.openssl(bundle, "pkey", "-in", "tls/tls.key", "-pubout").text())
          .isEqualTo(
              CommandLine.openssl(bundle, "x509", "-in", CERTIFICATE, "-noout", "-pubkey").text());
    }
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  private String serial() {
    return CommandLine.openssl(bundle, "x509", "-in", CERTIFICATE, "-noout", "-serial").text();
  }

  /** Path and content of every file of the bundle, but for what is kept and what tools said. */
  private Map<String, String> files() throws IOException {
    try (Stream<Path> paths = Files.walk(bundle)) {
      Map<String, String> files = new TreeMap<>();
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = bundle.relativize(path).toString();
        if (!name.startsWith("previous") && !name.startsWith("output")) {
          files.put(name, new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
        }
      }
      return files;
    }
  }

  private void assertRefused(Output output, int code, String... words) throws IOException {
    assertThat(output.exitCode()).as(output.text()).isEqualTo(code);
    assertThat(output.text()).contains(words);
    assertNothingLeft();
  }

  @Test
  void theProgramIsAScriptByItselfAndHasAStandInForEachSettingOfABundle() throws IOException {
    Path resources = Path.of("src/main/resources/renewal");
    String program = Files.readString(resources.resolve("renew.sh"));
    assertThat(ProgramSyntax.complaint("renew.sh", program)).isEmpty();
    String standIn = program.substring(0, program.indexOf("# That much of this bundle."));
    assertThat(settings(standIn.substring(standIn.indexOf("# This bundle: "))))
        .isEqualTo(settings(Files.readString(resources.resolve("settings.sh.j2"))));
  }

  private static List<String> settings(String script) {
    return Pattern.compile("(?m)^[a-z_]+(=|\\(\\) \\{)")
        .matcher(script)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"self-signed", "private-ca", "service-ca"})
  void itWorksAgainAndAgainUnderTheSameCaAndPassword(String source) throws IOException {
    TestBundle made = unpacked(source);
    String options = "--force";
    if (source.equals("private-ca")) {
      Files.writeString(
          folder.resolve("kept.key"), made.spec().at("/certificate/caPrivateKey").asText());
      options += " --ca-key kept.key";
    }
    assertRenewed(options);
    assertRenewed(options);
    assertThat(bundle.resolve("tls/ca.crt")).hasBinaryContent(made.file("tls/ca.crt").content());
    assertThat(bundle.resolve("tls/kestra.env")).hasContent(made.text("tls/kestra.env"));
  }

  @Test
  void aKeyThatStaysWithItsCallerIsRenewedByARequest() throws IOException {
    TestBundle made = unpacked("csr");
    Completion.writeRequest(made, folder);
    if (!made.spec().at("/certificate").has("caPrivateKey")) {
      assertRenewed("--force --request your.csr");
    } else {
      Files.writeString(
          folder.resolve("kept.key"), made.spec().at("/certificate/caPrivateKey").asText());
      assertRenewed("--force --request your.csr --ca-key kept.key");
    }
  }

  @Test
  void aChainFromElsewhereIsTakenAsCertbotHandsItOverAndOnlyOnce() throws IOException {
    ObjectNode spec = Service.exampleSpec("own-certificate-behind-haproxy");
    ObjectNode issuing = spec.deepCopy();
    issuing.set("certificate", Matrix.certificate("self-signed"));
    TestBundle other = Service.bundle(issuing);
    Path lineage = Files.createDirectory(folder.resolve("live"));
    String root = other.text("tls/ca.crt");
    Files.writeString(lineage.resolve("fullchain.pem"), other.text(CERTIFICATE) + root);
    Files.writeString(lineage.resolve("privkey.pem"), other.text("tls/tls.key"));
    Service.bundle(spec).unpack(bundle);
    String before = Files.readString(bundle.resolve("tls/edge.crt"));
    Output first = renewBy("RENEWED_LINEAGE=" + lineage);
    assertThat(first.exitCode()).as(first.text()).isZero();
    assertThat(bundle.resolve("tls/edge.crt")).content().isNotEqualTo(before);
    assertRefused(renewBy("RENEWED_LINEAGE=" + lineage), 3, "not due");
    assertRefused(renew(""), 2, "--certificate");
  }

  private Output renewBy(String variable) {
    String command =
        "export TMPDIR=%s TLSMITH_URL=%s %s; exec bundle/renew.sh"
            .formatted(temporary, Service.url(), variable);
    return CommandLine.run(folder, List.of("bash", "-c", command));
  }

  @Test
  void severalProductsAreRenewedTogether() throws IOException {
    TestBundle made =
        Service.bundle(
            """
            certificate: {source: self-signed}
            release: payments
            deployments:
              - {product: kestra, hosts: [kestra.example.com]}
              - {product: camunda-console, hosts: [console.example.com]}
            """);
    made.unpack(bundle);
    Output output = renew("--force");
    assertThat(output.exitCode()).as(output.text()).isZero();
    for (String product : List.of("kestra", "camunda-console")) {
      Path certificate = bundle.resolve(product).resolve(CERTIFICATE);
      assertThat(Files.readString(certificate))
          .isNotEqualTo(made.text(product + "/" + CERTIFICATE));
    }
    assertThat(bundle.resolve("kestra/tls/kestra.env"))
        .hasContent(made.text("kestra/tls/kestra.env"));
  }

  @Test
  void theCallersOwnFilesAreGivenAgainAsTheyAreNow() throws IOException {
    ObjectNode spec = Service.exampleSpec("beside-your-own-files");
    TestBundle made = Service.bundle(spec);
    made.unpack(bundle);
    Output missing = renew("--force");
    assertRefused(missing, 2, "TLSMITH_FILES");
    Files.writeString(bundle.resolve("values.yaml"), spec.at("/existing/helmValues").asText());
    Files.writeString(bundle.resolve("docker-compose.yml"), spec.at("/existing/compose").asText());
    assertRenewed("--force");
    assertThat(bundle.resolve("helm/values-tls.yaml"))
        .hasContent(made.text("helm/values-tls.yaml"));
  }

  @Test
  void theProgramsOwnConfigurationIsGivenAgainAsItIsNow() throws IOException {
    String own = "# ours: \"as is\"\npersistence true\n";
    ObjectNode spec =
        (ObjectNode)
            Service.yaml("{product: mosquitto, hosts: [a.example.com], targets: [compose]}");
    spec.withObject("/existing/files").put("mosquitto.conf", own);
    Service.bundle(spec).unpack(bundle);
    assertRefused(renew("--force"), 2, "mosquitto.conf", "TLSMITH_FILES");
    Files.writeString(bundle.resolve("mosquitto.conf"), own + "max_keepalive 60\n");
    assertRenewed("--force");
    assertThat(bundle.resolve("mosquitto-tls.conf"))
        .content()
        .contains(own + "max_keepalive 60\n", "listener 8883");
  }

  @Test
  void theProductsChartInAGeneratedOneStaysThere() throws IOException {
    ObjectNode spec =
        (ObjectNode)
            Service.yaml("{product: kestra, hosts: [kestra.example.com], targets: [chart]}");
    PackedChart chart = PackedChart.of("kestra", "1.0.54");
    byte[] filler = new byte[300_000]; // as large as charts are that hold others
    new Random(1).nextBytes(filler);
    spec.withObject("/existing").put("helmChart", chart.with("kestra/f", filler).base64());
    Service.bundle(spec).unpack(bundle);
    Path vendored = bundle.resolve("helm/kestra-tls/charts/kestra-1.0.54.tgz");
    byte[] given = Files.readAllBytes(vendored);
    assertRenewed("--force");
    assertThat(vendored).hasBinaryContent(given);
    assertThat(bundle.resolve("proof.json")).content().contains("\"vendoredSha256\"");
  }

  @Test
  void whatIsNotDueIsLeftAloneUntilItIs() throws IOException {
    unpacked("self-signed");
    Map<String, String> before = files();
    assertRefused(renew(""), 3, "not due");
    assertThat(files()).isEqualTo(before);
    String due = "export TLSMITH_RENEW_BEFORE_DAYS=400;";
    Output output =
        CommandLine.run(
            folder,
            List.of("bash", "-c", due + " TLSMITH_URL=" + Service.url() + " bundle/renew.sh"));
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  @Test
  void aRefusalIsShownInWordsAndNothingIsChanged() throws IOException {
    unpacked("self-signed");
    CommandLine.openssl(
        folder, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "x");
    Map<String, String> before = files();
    assertRefused(renew("--force --ca-key x"), 4, "/certificate/caPrivateKey: ");
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"403, 4", "422, 4", "429, 5", "503, 5"})
  void whatAnotherAnswerSaysDecidesTheExitCode(int status, int code) throws IOException {
    unpacked("self-signed");
    Map<String, String> before = files();
    try (Answers answers =
        new Answers(status, "{\"detail\":\"say \\\"please\\\"\",\"errors\":[]}")) {
      assertRefused(renew(answers.url(), "--force"), code, "say \"please\"", "HTTP " + status);
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anAnswerThatIsNoBundleIsNotPutInPlace() throws IOException {
    unpacked("self-signed");
    Map<String, String> before = files();
    try (Answers answers = new Answers(200, "<html>a proxy says hello</html>")) {
      assertRefused(renew(answers.url(), "--force"), 6, "nothing was changed");
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aServiceThatIsDownIsToldFromARefusal() throws IOException {
    unpacked("self-signed");
    assertRefused(renew("http://127.0.0.1:1", "--force"), 5, "cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://tlsmith.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost@example.com",
        "http://10.0.0.1:7465",
        "ftp://127.0.0.1",
        "file:///etc/passwd"
      })
  void keysDoNotLeaveTheMachineInClearText(String url) throws IOException {
    unpacked("self-signed");
    assertRefused(renew(url, "--force"), 2, url);
  }

  @Test
  void theFilesBeforeComeBackOnRequest() throws IOException {
    unpacked("self-signed");
    Map<String, String> before = files();
    assertRenewed("--force");
    assertThat(files()).isNotEqualTo(before);
    assertThat(renew("--back").exitCode()).isZero();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void ownersModesAndInodesStay() throws IOException {
    unpacked("self-signed");
    Path store = bundle.resolve("tls/keystore.p12");
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r-----"));
    Files.setPosixFilePermissions(
        bundle.resolve("tls"), PosixFilePermissions.fromString("rwxr-x--x"));
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root) {
      CommandLine.run(folder, List.of("chown", "-R", "12345:23456", "bundle"));
    }
    Files.delete(bundle.resolve("proof.json"));
    String before = facts();
    assertRenewed("--force");
    assertThat(facts()).isEqualTo(before);
    if (root) {
      assertThat(Files.getAttribute(bundle.resolve("proof.json"), "unix:uid")).isEqualTo(12345);
      assertThat(Files.getAttribute(bundle.resolve("previous/tls"), "unix:uid")).isEqualTo(12345);
    }
  }

  /** Owner, mode and inode of what containers mount. */
  private String facts() throws IOException {
    return Stream.of("", "tls", "tls/keystore.p12", "tls/tls.key", "tls/kestra.env", "helm")
        .map(
            name -> {
              try {
                Map<String, Object> facts =
                    Files.readAttributes(bundle.resolve(name), "unix:uid,gid,mode,ino");
                return name + new TreeMap<>(facts);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .collect(Collectors.joining("\n"));
  }

  /** A program that reads both as soon as its certificate changes would refuse the old key. */
  @Test
  void aKeyIsInPlaceBeforeItsCertificateIsThereAndWhenItComesBack() throws IOException {
    unpacked("self-signed");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path log = folder.resolve("log");
    executable(
        bin.resolve("cat"), "#!/bin/sh\necho \"$1\" >> %s\nexec /bin/cat \"$@\"\n".formatted(log));
    for (String arguments : List.of("--force", "--back")) {
      Files.deleteIfExists(log);
      String command =
          "export PATH=%s:$PATH TLSMITH_URL=%s; bundle/renew.sh %s"
              .formatted(bin, Service.url(), arguments);
      Output output = CommandLine.run(folder, List.of("bash", "-c", command));
      assertThat(output.exitCode()).as(output.text()).isZero();
      assertThat(
              Files.readAllLines(log).stream()
                  .map(path -> path.substring(path.lastIndexOf('/') + 1))
                  .filter(name -> name.startsWith("tls.")))
          .containsExactly("tls.key", "tls.crt");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void whoeverIsInterruptedInTheMiddleFindsTheOldPair(String signal) throws IOException {
    unpacked("self-signed");
    Map<String, String> before = files();
    // Comparing comes before each replacement: the fifth time the script is ended.
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path cmp = bin.resolve("cmp");
    Files.writeString(
        cmp,
        "#!/bin/sh\necho x >> %s/count\n[ $(grep -c x %s/count) != 12 ] || kill -%s $PPID\nexit 1\n"
            .formatted(folder, folder, signal));
    assertThat(cmp.toFile().setExecutable(true)).isTrue();
    String command =
        "export PATH=%s:$PATH TLSMITH_URL=%s; bundle/renew.sh --force"
            .formatted(bin, Service.url());
    Output output = CommandLine.run(folder, List.of("bash", "-c", command));
    assertThat(output.exitCode()).as(output.text()).isGreaterThan(128);
    if (signal.equals("KILL")) {
      assertThat(files()).isNotEqualTo(before);
      assertThat(renew("http://127.0.0.1:1", "--force").exitCode()).isEqualTo(5);
    }
    assertThat(files()).isEqualTo(before);
    assertUsable();
  }

  /** In the middle of the first run, where it asks tlsmith, there is a second one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoeverComesSecondLeavesTheFilesToTheFirst(boolean flock) throws IOException {
    assumeTrue(!flock || CommandLine.exists("flock"), "flock is not on the PATH");
    unpacked("self-signed");
    String path = flock ? System.getenv("PATH") : pathWithoutFlock().toString();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    executable(
        bin.resolve("curl"),
        "#!/bin/bash\nexport PATH=%s\ncode=0\n%s/renew.sh --force 2>%s/second || code=$?\n"
                .formatted(path, bundle, folder)
            + "echo $code >>%s/second\nexec curl \"$@\"\n".formatted(folder));
    String before = serial();
    Output output = underPath(bin + ":" + path, "--force");
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(folder.resolve("second")).content().contains("another run", "\n5\n");
    assertThat(serial()).isNotEqualTo(before);
    assertUsable();
    assertThat(underPath(path, "--force").exitCode()).isZero();
    assertThat(bundle.resolve(".renew.lock")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999", "", "of a process that is another one now"})
  void aLockThatNobodyHoldsAnyLongerIsTakenOver(String holder) throws IOException {
    unpacked("self-signed");
    Path lock = Files.createDirectory(bundle.resolve(".renew.lock"));
    if (!holder.isEmpty()) {
      String own = Long.toString(ProcessHandle.current().pid());
      Files.writeString(lock.resolve("holder"), holder.startsWith("of") ? own : holder);
    }
    String path = pathWithoutFlock().toString();
    if (!holder.startsWith("999")) {
      assertRefused(underPath(path, "--force"), 5, "another run", bundle + "/.renew.lock");
      Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
    Output output = underPath(path, "--force");
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(lock).doesNotExist();
  }

  /** The lines of --help, as cron, systemd and certbot run them: with hardly any environment. */
  @ParameterizedTest
  @ValueSource(strings = {"self-signed", "service-ca", "provided"})
  void theLinesForCronSystemdAndCertbotRenewAndAreSilentWhenNothingIsDue(String source)
      throws IOException {
    TestBundle made =
        source.equals("provided")
            ? Service.example("own-certificate-behind-haproxy")
            : unpacked(source);
    made.unpack(bundle);
    Path lineage = Files.createDirectory(folder.resolve("live"));
    Files.writeString(
        folder.resolve("ca.key"), made.has("ca/ca.key") ? made.text("ca/ca.key") : "");
    if (source.equals("provided")) {
      JsonNode certificate = made.spec().path("certificate");
      Files.writeString(
          lineage.resolve("fullchain.pem"), certificate.path("certificates").asText());
      Files.writeString(lineage.resolve("privkey.pem"), certificate.path("privateKey").asText());
    }
    List<String> lines =
        renew("--help")
            .text()
            .lines()
            .map(line -> line.replaceFirst(" {6}#.*", "").strip())
            .filter(line -> line.matches("(17 3 \\* \\* \\*|ExecStart=|certbot renew ).*"))
            .map(
                line ->
                    line.replace("/path/renew.sh", bundle + "/renew.sh")
                        .replace("/path/ca.key", folder + "/ca.key")
                        .replace("/path/fullchain.pem", lineage + "/fullchain.pem")
                        .replace("/path/privkey.pem", lineage + "/privkey.pem")
                        .replace("COMMAND", "echo done >>" + folder + "/seen"))
            .toList();
    assertThat(lines).hasSize(source.equals("provided") ? 3 : 2);
    for (String line : lines) {
      boolean cron = line.startsWith("17 ");
      String command =
          line.replaceFirst("^17 3 \\* \\* \\* +|^ExecStart=", "")
              .replaceFirst("^certbot renew --deploy-hook \"(.*)\"$", "$1");
      Output output = scheduled(command, lineage);
      assertThat(output.exitCode()).as("%s: %s", line, output.text()).isEqualTo(cron ? 0 : 3);
      assertThat(folder.resolve("seen")).doesNotExist();
      if (cron) {
        assertThat(output.text()).isEmpty();
      }
    }
    assertThat(renew("--help").text()).contains("SuccessExitStatus=3");
  }

  private Output scheduled(String command, Path lineage) {
    return CommandLine.run(
        folder,
        List.of(
            "env",
            "-i",
            "HOME=" + folder,
            "PATH=/usr/bin:/bin",
            "TLSMITH_URL=" + Service.url(),
            "RENEWED_LINEAGE=" + lineage,
            "sh",
            "-c",
            command));
  }

  private Output underPath(String path, String arguments) {
    String command =
        "export PATH=%s TMPDIR=%s TLSMITH_URL=%s; exec bundle/renew.sh %s"
            .formatted(path, temporary, Service.url(), arguments);
    return CommandLine.run(folder, List.of("bash", "-c", command));
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** A folder with what the script calls, without flock. */
  private Path pathWithoutFlock() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Path link = tools.resolve(tool);
      if (!Files.exists(link)) {
        String found = CommandLine.run(folder, List.of("sh", "-c", "command -v " + tool)).text();
        executable(link, "#!/bin/sh\nexec %s \"$@\"\n".formatted(found.strip()));
      }
    }
    return tools;
  }

  @Test
  void aCommandIsRunOnceTheFilesAreInPlaceAndItsFailureIsToldApart() throws IOException {
    unpacked("self-signed");
    assertRenewed("--force --then 'cp tls/tls.crt ../seen'");
    assertThat(folder.resolve("seen")).hasSameBinaryContentAs(bundle.resolve(CERTIFICATE));
    assertRefused(renew("--force --then false"), 7, "--then");
    assertUsable();
  }

  @Test
  void aBundleThatOthersRenewHasNoScript() {
    for (String example :
        List.of("existing-issuer-and-partner-clients", "existing-secret-at-both-ends")) {
      assertThat(Service.example(example).has("renew.sh")).as(example).isFalse();
    }
  }

  /** A server that gives one answer, whatever is asked. */
  private static final class Answers implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();

    Answers(int status, String body) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      server.createContext(
          "/",
          exchange -> {
            asked.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      assertThat(asked).hasPositiveValue();
      server.stop(0);
    }
  }
}
