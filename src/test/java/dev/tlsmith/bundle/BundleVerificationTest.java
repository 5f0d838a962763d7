package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.Base64Text;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import dev.tlsmith.support.Completion;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bundles, unpacked as a user unpacks them, before the tools that a user has. */
class BundleVerificationTest {

  @TempDir Path folder;

  /** Every example and every cell of the matrix. */
  static Stream<Named<TestBundle>> all() {
    return Service.everything().entrySet().stream()
        .map(entry -> Named.of(entry.getKey(), entry.getValue()));
  }

  static Stream<Named<TestBundle>> withAKey() {
    return all().filter(bundle -> bundle.getPayload().holdsKey());
  }

  /** Each algorithm, both kinds of store, and what differs in the files of {@code tls/}. */
  static Stream<Named<TestBundle>> ofEachKind() {
    List<Named<TestBundle>> bundles = new ArrayList<>();
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      bundles.add(named(algorithm.name(), kind(algorithm.name(), "PKCS12", "application")));
    }
    bundles.add(named("JKS", kind("RSA_2048", "JKS", "application")));
    bundles.add(named("both", kind("EC_P256", "PKCS12", "both")));
    bundles.add(named("ingress", kind("EC_P256", "PKCS12", "ingress")));
    bundles.add(named("provided", Service.exampleSpec("deployment-made-without-helm")));
    bundles.add(named("given CA", Service.exampleSpec("gateway-in-another-namespace")));
    return bundles.stream();
  }

  private static Named<TestBundle> named(String name, ObjectNode spec) {
    return Named.of(name, Service.bundle(spec));
  }

  private static ObjectNode kind(String algorithm, String store, String termination) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
    spec.put("termination", termination).put("clientAuthentication", "want");
    spec.putArray("hosts").add("kestra.example.com").add("*.kestra.example.org");
    if (termination.equals("application")) {
      spec.withArray("/hosts").add("192.0.2.10").add("2001:db8::7");
    }
    spec.putObject("certificate").put("source", "self-signed").put("keyAlgorithm", algorithm);
    spec.putObject("keyStore").put("type", store);
    return spec;
  }

  @ParameterizedTest
  @MethodSource("withAKey")
  void opensslVerifiesEveryChainStrictly(TestBundle bundle) {
    bundle.unpack(folder);
    assertVerified("-CAfile", "tls/ca.crt", "-untrusted", "tls/tls.crt", "tls/tls.crt");
    if (bundle.has("tls/edge.crt")) {
      String anchor = bundle.has("tls/edge-ca.crt") ? "tls/edge-ca.crt" : "tls/ca.crt";
      assertVerified("-CAfile", anchor, "-untrusted", "tls/edge.crt", "tls/edge.crt");
    }
    if (bundle.has("tls/client.crt")) {
      assertVerified(
          "-purpose",
          "sslclient",
          "-CAfile",
          "tls/ca.crt",
          "-untrusted",
          "tls/client.crt",
          "tls/client.crt");
    }
  }

  private void assertVerified(String... arguments) {
    List<String> command = new ArrayList<>(List.of("verify", "-x509_strict"));
    command.addAll(List.of(arguments));
    Output output = CommandLine.openssl(folder, command.toArray(String[]::new));
    assertThat(output.text()).contains(": OK");
    assertThat(output.exitCode()).isZero();
  }

  @ParameterizedTest
  @MethodSource("withAKey")
  void opensslFindsEveryHostInTheCertificateThatClientsSee(TestBundle bundle) {
    bundle.unpack(folder);
    String seen = bundle.has("tls/edge.crt") ? "tls/edge.crt" : "tls/tls.crt";
    String anchor = bundle.has("tls/edge-ca.crt") ? "tls/edge-ca.crt" : "tls/ca.crt";
    for (String host : bundle.hosts()) {
      String flag = isIp(host) ? "-verify_ip" : "-verify_hostname";
      assertVerified(flag, sample(host), "-CAfile", anchor, "-untrusted", seen, seen);
    }
    Output stranger =
        CommandLine.openssl(
            folder,
            "verify",
            "-verify_hostname",
            "else.example.com",
            "-CAfile",
            anchor,
            "-untrusted",
            seen,
            seen);
    assertThat(stranger.exitCode()).as(stranger.text()).isNotZero();
  }

  private static String sample(String host) {
    return host.replace("*", "sample");
  }

  private static boolean isIp(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  @ParameterizedTest
  @MethodSource("ofEachKind")
  void everyKeytoolListsEveryStore(TestBundle bundle) throws IOException {
    bundle.unpack(folder);
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    List<List<String>> commands = new ArrayList<>();
    for (Path keytool : CommandLine.keytools()) {
      for (BundleFile store : stores(bundle)) {
        commands.add(
            List.of(
                keytool.toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-list",
                "-storepass",
                password(bundle, store.path()),
                "-keystore",
                store.path()));
      }
    }
    commands.parallelStream()
        .forEach(
            command -> {
              Output output = CommandLine.run(folder, command);
              String kind = command.getLast().contains("trust") ? "trustedCert" : "PrivateKey";
              if (output.exitCode() != 0 || !output.text().contains(kind)) {
                failures.add(command.getFirst() + " " + command.getLast() + ": " + output.text());
              }
            });
    assertThat(failures).isEmpty();
    assertThat(commands).isNotEmpty();
  }

  private static List<BundleFile> stores(TestBundle bundle) {
    return bundle.bundle().files().stream()
        .filter(file -> file.path().endsWith(".p12") || file.path().endsWith(".jks"))
        .toList();
  }

  private static String password(TestBundle bundle, String store) {
    if (store.contains("trust")) {
      return "changeit";
    }
    return store.contains("client")
        ? bundle.variable("tls/client.env", "CLIENT_KEYSTORE_PASSWORD")
        : bundle.keyStorePassword();
  }

  @ParameterizedTest
  @MethodSource("ofEachKind")
  void kubectlTakesEveryPairAsATlsSecret(TestBundle bundle) {
    bundle.unpack(folder);
    assertThat(kubectlTls("tls/tls.crt", "tls/tls.key").text()).contains("secret/x created");
    if (bundle.has("tls/edge.crt")) {
      assertThat(kubectlTls("tls/edge.crt", "tls/edge.key").text()).contains("secret/x created");
      Output crossed = kubectlTls("tls/edge.crt", "tls/tls.key");
      assertThat(crossed.exitCode()).as(crossed.text()).isNotZero();
    }
  }

  private Output kubectlTls(String certificate, String key) {
    assumeTrue(CommandLine.exists("kubectl"), "kubectl is not on the PATH");
    return CommandLine.run(
        folder,
        List.of(
            "kubectl",
            "create",
            "secret",
            "tls",
            "x",
            "--cert",
            certificate,
            "--key",
            key,
            "--dry-run=client"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatASecretIsInIsMarkedAndOnlyTheOwnerReadsItInClearText(TestBundle bundle)
      throws IOException, GeneralSecurityException {
    bundle.unpack(folder);
    Set<String> passwords = passwords(bundle);
    for (BundleFile file : bundle.bundle().files()) {
      boolean encrypted = file.path().endsWith("-encrypted.key");
      boolean store = file.text() == null || encrypted;
      boolean secret =
          file.text() == null
              ? holdsPrivateKey(bundle, file)
              : isLaidOver(bundle, file) || inClearText(file, bundle, passwords);
      assertThat(file.secret()).as(file.path()).isEqualTo(secret);
      assertThat(file.mode()).as(file.path()).isEqualTo(mode(file, secret && !store));
      Path path = folder.resolve(file.path());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as(file.path())
          .isEqualTo(
              switch (file.mode()) {
                case "0600" -> "rw-------";
                case "0755" -> "rwxr-xr-x";
                default -> "rw-r--r--";
              });
    }
  }

  private static String mode(BundleFile file, boolean onlyOwner) {
    return file.path().endsWith(".sh") ? "0755" : onlyOwner ? "0600" : "0644";
  }

  /** What the caller gave may hold secrets, and so what is laid over it. */
  private static boolean isLaidOver(TestBundle bundle, BundleFile file) {
    return (file.path().startsWith("helm/") && bundle.spec().at("/existing").has("helmValues"))
        || (file.path().startsWith("docker-compose")
            && bundle.spec().at("/existing").has("compose"))
        || bundle.spec().at("/existing/files").valueStream().anyMatch(own -> hasLinesOf(own, file));
  }

  private static boolean hasLinesOf(JsonNode own, BundleFile file) {
    String text = file.text();
    return text != null && text.contains(own.asText().strip().lines().findFirst().orElseThrow());
  }

  private static Set<String> passwords(TestBundle bundle) {
    Set<String> passwords = new HashSet<>(bundle.passwordLines().toList());
    if (bundle.has("tls/client.env")) {
      passwords.add(bundle.variable("tls/client.env", "CLIENT_KEYSTORE_PASSWORD"));
    }
    for (JsonNode object : bundle.objects()) {
      for (String key : List.of("keystore-password", "password")) {
        JsonNode password = object.path("data").path(key);
        if (password.isTextual()) {
          passwords.add(Base64Text.decode(password.asText()));
        }
      }
    }
    return passwords;
  }

  private static boolean inClearText(BundleFile file, TestBundle bundle, Set<String> passwords)
      throws IOException, GeneralSecurityException {
    String text = bundle.text(file.path());
    List<byte[]> hidden = Base64Text.hidden(text);
    for (byte[] bytes : hidden) {
      String decoded = new String(bytes, StandardCharsets.ISO_8859_1);
      if (decoded.contains("PRIVATE KEY-----") || passwords.contains(decoded)) {
        return true;
      }
      for (BundleFile store : stores(bundle)) {
        if (Arrays.equals(bytes, store.content()) && holdsPrivateKey(bundle, store)) {
          return true;
        }
      }
    }
    return text.contains("PRIVATE KEY-----") || passwords.stream().anyMatch(text::contains);
  }

  private static boolean holdsPrivateKey(TestBundle bundle, BundleFile file)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(file.path().endsWith(".jks") ? "JKS" : "PKCS12");
    store.load(
        new ByteArrayInputStream(file.content()), password(bundle, file.path()).toCharArray());
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("withAKey")
  void theSecretsHoldTheFilesOfTheTlsFolder(TestBundle bundle) {
    int compared = 0;
    for (JsonNode object : bundle.objects()) {
      if (!object.path("kind").asText().equals("Secret")) {
        continue;
      }
      String owner = object.path("metadata").path("name").asText();
      boolean edge =
          bundle.termination().equals("both")
              && object.path("type").asText().equals("kubernetes.io/tls")
              && !owner.matches(".*-(backend|management)");
      for (var entry : object.path("data").properties()) {
        String name = edge ? entry.getKey().replace("tls.", "edge.") : entry.getKey();
        if (owner.endsWith("-management")) {
          name = name.replace("tls.", "management.");
        }
        if (name.equals("tls.crt") && object.path("type").asText().equals("Opaque")) {
          name = "ca.crt"; // where a controller reads the backend's CA from tls.crt
        }
        if (edge && name.equals("ca.crt") && bundle.has("tls/edge-ca.crt")) {
          name = "edge-ca.crt";
        }
        String secret = object.path("metadata").path("name").asText();
        byte[] bytes = Base64.getDecoder().decode(entry.getValue().asText());
        if (secret.endsWith("-ca-bundle")) {
          assertThat(new String(bytes, StandardCharsets.US_ASCII))
              .as("the CA among the public roots of %s", secret)
              .contains(bundle.text("tls/ca.crt").strip());
        } else if (bundle.has("tls/" + name) && !secret.endsWith("-client-ca")) {
          assertThat(bytes)
              .as("%s in %s", entry.getKey(), secret)
              .isEqualTo(bundle.file("tls/" + name).content());
          compared++;
        }
      }
    }
    boolean cluster = bundle.has("kubernetes/secret.yaml");
    assertThat(compared).isGreaterThanOrEqualTo(cluster ? 2 : 0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCaKeyIsThereOnlyIfTlsmithMadeTheCaAndIsUsedByNothing(TestBundle bundle) {
    boolean made =
        bundle.holdsKey()
            && (bundle.source().equals("self-signed")
                || (bundle.source().equals("provided") && bundle.termination().equals("both")));
    assertThat(bundle.has("ca/ca.key")).isEqualTo(made);
    if (!made) {
      return;
    }
    String key = bundle.text("ca/ca.key");
    for (BundleFile file : bundle.bundle().files()) {
      if (!file.path().equals("ca/ca.key") && file.text() != null) {
        String text = bundle.text(file.path());
        assertThat(text).as(file.path()).doesNotContain(key);
        assertThat(Base64Text.hidden(text).stream().map(String::new))
            .as(file.path())
            .noneMatch(hidden -> hidden.contains(key.lines().skip(1).findFirst().orElseThrow()));
      }
    }
    if (bundle.has("docker-compose.tls.yaml")) {
      assertThat(bundle.text("docker-compose.tls.yaml")).doesNotContain("ca.key", "ca/");
    }
  }

  @ParameterizedTest
  @MethodSource("renewable")
  void theScriptRenewsABundleAndItsLeafVerifiesUnderTheOldCa(TestBundle bundle) throws IOException {
    for (String tool : List.of("bash", "curl", "unzip")) {
      assumeTrue(CommandLine.exists(tool), tool + " is not on the PATH");
    }
    bundle.unpack(folder);
    byte[] authority = bundle.file("tls/ca.crt").content();
    String options = "--force";
    if (bundle.source().equals("private-ca")) {
      Files.writeString(
          folder.resolve("kept.key"),
          bundle.spec().path("certificate").path("caPrivateKey").asText());
      options += " --ca-key kept.key";
    }
    if (bundle.source().equals("csr")) {
      Completion.writeRequest(bundle, folder);
      JsonNode certificate = bundle.spec().path("certificate");
      if (certificate.has("caPrivateKey")) {
        Files.writeString(folder.resolve("kept.key"), certificate.path("caPrivateKey").asText());
        options += " --ca-key kept.key";
      }
    }
    String before = serial();
    String command = "TLSMITH_URL=%s ./renew.sh %s".formatted(Service.url(), options);
    Output renewal = CommandLine.run(folder, List.of("bash", "-ec", command));
    assertThat(renewal.exitCode()).as(renewal.text()).isZero();
    if (bundle.source().equals("csr")) {
      Completion.run(bundle, folder);
    }

    assertThat(folder.resolve("tls/ca.crt")).hasBinaryContent(authority);
    assertVerified("-CAfile", "tls/ca.crt", "-untrusted", "tls/tls.crt", "tls/tls.crt");
    assertThat(serial()).isNotEqualTo(before);
    if (bundle.servesApplication()) {
      assertThat(Files.readString(folder.resolve("tls/kestra.env")))
          .isEqualTo(bundle.text("tls/kestra.env"));
    }
    if (bundle.has("ca/ca.key")) {
      assertThat(folder.resolve("ca/ca.key")).hasBinaryContent(bundle.file("ca/ca.key").content());
    }
  }

  private String serial() {
    return CommandLine.openssl(folder, "x509", "-in", "tls/tls.crt", "-noout", "-serial").text();
  }

  static Stream<Named<TestBundle>> renewable() {
    return Stream.of("application", "ingress", "both")
        .flatMap(
            termination ->
                Stream.of("self-signed", "private-ca", "service-ca", "csr")
                    .map(
                        source -> {
                          ObjectNode spec = kind("EC_P256", "PKCS12", termination);
                          spec.set("certificate", Matrix.certificate(source));
                          spec.withObject("/options").put("outboundTrust", true);
                          return named(termination + " " + source, spec);
                        }));
  }

  @Test
  void theScriptOfTheDocumentationPageFailsThreeOfTheseChecks() {
    String subject = "/CN=example.kestra.com/C=IE/O=kestra";
    String pass = "pass:changeit";
    openssl(
        "req",
        "-x509",
        "-sha256",
        "-days",
        "365",
        "-newkey",
        "rsa:4096",
        "-keyout",
        "cacert.key",
        "-out",
        "cacert.pem",
        "-subj",
        subject,
        "-passout",
        pass);
    openssl(
        "req",
        "-newkey",
        "rsa:4096",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
        "-subj",
        subject,
        "-passout",
        pass);
    write(
        "server.conf",
        """
        authorityKeyIdentifier=keyid,issuer
        basicConstraints=CA:FALSE
        subjectAltName=DNS:localhost
        """);
    openssl(
        "x509",
        "-req",
        "-CA",
        "cacert.pem",
        "-CAkey",
        "cacert.key",
        "-in",
        "server.csr",
        "-out",
        "server.pem",
        "-days",
        "365",
        "-CAcreateserial",
        "-extfile",
        "server.conf",
        "-passin",
        pass);

    Output strict =
        CommandLine.openssl(
            folder, "verify", "-x509_strict", "-CAfile", "cacert.pem", "server.pem");
    assertThat(strict.exitCode()).as(strict.text()).isNotZero();
    Output host =
        CommandLine.openssl(
            folder,
            "verify",
            "-verify_hostname",
            "example.kestra.com",
            "-CAfile",
            "cacert.pem",
            "server.pem");
    assertThat(host.exitCode()).as(host.text()).isNotZero();
    assertThat(host.text()).contains("hostname mismatch");
    Output secret = kubectlTls("server.pem", "server.key");
    assertThat(secret.exitCode()).as(secret.text()).isNotZero();
  }

  private void openssl(String... arguments) {
    Output output = CommandLine.openssl(folder, arguments);
    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
