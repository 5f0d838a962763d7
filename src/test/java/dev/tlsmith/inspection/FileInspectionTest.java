package dev.tlsmith.inspection;

import static dev.tlsmith.inspection.Inspected.HOST;
import static dev.tlsmith.inspection.Inspected.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.inspection.Inspected.Chain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How files are written and packed, and manifests around them. */
class FileInspectionTest {

  private Chain chain;
  private String server;
  private String key;

  @BeforeEach
  void make() throws Exception {
    chain = Chain.sound();
    server = Pem.certificates(List.of(chain.leaf(), chain.intermediate(), chain.root()));
    key = Pem.privateKey(chain.leafKey().getPrivate());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatEditorsOfWindowsDoToPemIsTold() {
    assertThat(nothing().file("a.crt", "\uFEFF" + server).troubles())
        .containsExactly("error a.crt byte-order-mark");
    assertThat(nothing().file("a.crt", server.replace("\n", "\r\n")).codes())
        .contains("note a.crt crlf");
    for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
      assertThat(nothing().file("a.crt", server.getBytes(charset)).troubles())
          .containsExactly("error a.crt utf-16");
    }
  }

  @Test
  void contentIsRecognisedWhateverItIsCalled() throws Exception {
    byte[] der = chain.root().getEncoded();
    Inspection inspection =
        nothing()
            .file("tls.key", der)
            .file("ca.pem", base64(Pem.certificates(List.of(chain.root()))))
            .file("x", "hello")
            .inspect();
    assertThat(inspection.files())
        .extracting(file -> file.file() + " " + file.kind() + file.certificates().size())
        .containsExactly("tls.key der1", "ca.pem pem1", "x text0");
    byte[] longer = Arrays.copyOf(der, der.length + 3);
    assertThat(nothing().file("ca.der", longer).troubles())
        .containsExactly("warning ca.der bytes-behind-der");
  }

  @Test
  void aBrokenBlockIsToldAndTheOtherFilesAreLookedAt() {
    assertThat(
            nothing().file("cut.crt", server.substring(0, 300)).file("tls.crt", server).troubles())
        .containsExactly("error cut.crt pem-malformed");
  }

  @ParameterizedTest
  @CsvSource({
    "BEGIN TRUSTED CERTIFICATE, trusted-certificate-block",
    "BEGIN CERTIFICATE REQUEST, certificate-request",
    "BEGIN PKCS7, pkcs7"
  })
  void blocksThatServersDoNotReadAreNamed(String begin, String code) {
    String text =
        "-----%s-----\nAAAA\n-----%s-----\n".formatted(begin, begin.replace("BEGIN", "END"));
    assertThat(nothing().file("a.crt", text).codes()).anyMatch(found -> found.endsWith(code));
  }

  @Test
  void archivesAreUnpackedWithWhatIsInThem() throws Exception {
    var zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("tls/tls.crt"));
      out.write(server.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(nothing().file("b.zip", zip.toByteArray()).host("other.example.org").troubles())
        .containsExactly("error b.zip!/tls/tls.crt host-not-covered");
    byte[] cut = Arrays.copyOf(zip.toByteArray(), zip.size() / 2);
    assertThat(nothing().file("b.zip", cut).troubles())
        .containsExactly("error b.zip archive-unreadable");
  }

  @Test
  void aKeyThatEverybodyMayReadIsToldWhereTheArchiveSaysSo() throws Exception {
    var tar = new ByteArrayOutputStream();
    try (var out = new TarArchiveOutputStream(new GZIPOutputStream(tar))) {
      for (int mode : new int[] {0600, 0644}) {
        TarArchiveEntry entry = new TarArchiveEntry("tls-%o.key".formatted(mode));
        entry.setMode(mode);
        entry.setSize(key.length());
        out.putArchiveEntry(entry);
        out.write(key.getBytes(StandardCharsets.UTF_8));
        out.closeArchiveEntry();
      }
    }
    assertThat(nothing().file("b.tgz", tar.toByteArray()).troubles())
        .containsExactly("warning b.tgz!/tls-644.key key-readable-by-others");
  }

  @Test
  void archivesThatUnpackToMuchOrToManyAreNotLookedInto() throws Exception {
    var bomb = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bomb)) {
      out.write(new byte[20 << 20]);
    }
    assertThat(nothing().file("b.gz", bomb.toByteArray()).troubles())
        .containsExactly("error b.gz archive-unreadable");
    var many = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(many)) {
      for (int i = 0; i < 501; i++) {
        out.putNextEntry(new ZipEntry("f" + i));
      }
    }
    assertThat(nothing().file("m.zip", many.toByteArray()).troubles())
        .containsExactly("error m.zip archive-unreadable");
    byte[] nested = server.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 7; i++) {
      var shell = new ByteArrayOutputStream();
      try (var out = new GZIPOutputStream(shell)) {
        out.write(nested);
      }
      nested = shell.toByteArray();
    }
    assertThat(nothing().file("n.gz", nested).troubles())
        .containsExactly("error n.gz nested-too-deeply");
  }

  private String secret(String type, String entries) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: %s\ndata:\n%s"
        .formatted(type, entries);
  }

  private static String entry(String name, String value) {
    return "  %s: %s\n".formatted(name, value);
  }

  @Test
  void aSecretOfWholePairIsSound() {
    String pair = entry("tls.crt", base64(server)) + entry("tls.key", base64(key));
    assertThat(nothing().file("s.yaml", secret("kubernetes.io/tls", pair)).host(HOST).troubles())
        .isEmpty();
  }

  @Test
  void aSecretThatTheApiServerOrItsReadersRefuseIsTold() {
    String crt = entry("tls.crt", base64(server));
    assertThat(nothing().file("s.yaml", secret("kubernetes.io/tls", crt)).troubles())
        .containsExactly("error s.yaml secret-entry-missing");
    String pair = crt + entry("tls.key", base64(key));
    assertThat(nothing().file("s.yaml", secret("Opaque", pair)).troubles())
        .containsExactly("warning s.yaml secret-type");
    String twice = entry("tls.crt", base64(base64(server))) + entry("tls.key", base64(key));
    assertThat(nothing().file("s.yaml", secret("kubernetes.io/tls", twice)).troubles())
        .containsExactly("error s.yaml#/data/tls.crt base64-twice");
    String plain = entry("tls.crt", "'-----BEGIN CERTIFICATE-----'") + entry("tls.key", "a");
    assertThat(nothing().file("s.yaml", secret("kubernetes.io/tls", plain)).troubles())
        .contains("error s.yaml#/data/tls.crt secret-not-base64");
    String password = entry("keystore-password", base64("a long password\n"));
    assertThat(nothing().file("s.yaml", secret("Opaque", password)).troubles())
        .containsExactly("warning s.yaml#/data/keystore-password password-line-end");
    String encrypted =
        crt
            + entry(
                "tls.key",
                base64(
                    Pem.encryptedPrivateKey(chain.leafKey().getPrivate(), "secret".toCharArray())));
    assertThat(nothing().file("s.yaml", secret("kubernetes.io/tls", encrypted)).troubles())
        .containsExactly("error s.yaml#/data/tls.key key-encrypted-in-secret");
  }

  @Test
  void documentsAndListsAreToldApartByTheirPlace() {
    String bad = secret("kubernetes.io/tls", entry("tls.crt", base64(server)));
    assertThat(nothing().file("s.yaml", "a: 1\n---\n" + bad).troubles())
        .containsExactly("error s.yaml#/documents/1 secret-entry-missing");
    String list = "apiVersion: v1\nkind: List\nitems:\n- " + bad.replace("\n", "\n  ").strip();
    assertThat(nothing().file("s.yaml", list).troubles())
        .containsExactly("error s.yaml#/items/0 secret-entry-missing");
  }

  @Test
  void aKeyInWhatManyMayReadIsTold() {
    String indented = "    " + key.replace("\n", "\n    ");
    String map =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  tls.key: |\n" + indented;
    assertThat(nothing().file("c.yaml", map).troubles())
        .containsExactly("error c.yaml#/data/tls.key key-in-config-map");
    assertThat(nothing().file("values.yaml", "tls:\n  key: |\n" + indented).troubles())
        .containsExactly("error values.yaml#/tls/key key-in-values");
  }

  @Test
  void yamlThatCannotBeReadIsTold() {
    assertThat(nothing().file("s.yaml", "apiVersion: v1\nkind: [\n").troubles())
        .contains("error s.yaml yaml-unreadable");
  }

  @Test
  void everyCodeIsOnThePage() throws Exception {
    String page = Files.readString(Path.of("docs/inspections.md"));
    var literal = Pattern.compile("(?m)^ +\"([a-z0-9]+(?:-[a-z0-9]+)+)\",$");
    try (var sources = Files.list(Path.of("src/main/java/dev/tlsmith/inspection"))) {
      for (Path source : sources.toList()) {
        assertThat(literal.matcher(Files.readString(source)).results().map(m -> m.group(1)))
            .as("%s", source)
            .allMatch(code -> page.contains("`%s`".formatted(code)));
      }
    }
  }
}
