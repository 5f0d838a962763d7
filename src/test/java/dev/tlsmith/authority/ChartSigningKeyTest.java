package dev.tlsmith.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.Examples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartSigningKeyTest {

  private static final String PROPERTY = "tlsmith.chart-signing";
  private static final String PASSPHRASE = "correct horse battery staple";
  private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");
  private static final String TEXT = "name: shop\nlist:\n- one  \n- -dashed-\nempty: ''\n\n";
  private static final Duration TEN_YEARS = Duration.ofDays(3650);

  private static final SigningKey RSA = SigningKey.rsa();

  @TempDir Path folder;

  private ChartSigningKey of(SigningKey key, @Nullable Path passphrase) {
    return of(key.write(folder), passphrase, NOW);
  }

  private static ChartSigningKey of(Path key, @Nullable Path passphrase, Instant now) {
    return new ChartSigningKey(
        Clock.fixed(now, ZoneOffset.UTC),
        key.toString(),
        passphrase == null ? "" : passphrase.toString());
  }

  private Path passphrase(String text) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "passphrase", ""), text);
  }

  private CommandLine.Output gpgv(SigningKey key, String signed) throws Exception {
    Assumptions.assumeTrue(CommandLine.exists("gpgv"), "gpgv is not on the PATH");
    Path file = Files.writeString(folder.resolve("signed"), signed);
    return CommandLine.run(
        folder,
        List.of(
            "gpgv",
            "--status-fd=1",
            "--keyring",
            key.writeKeyring(folder).toString(),
            file.toString()));
  }

  private void assertTaken(SigningKey key, @Nullable Path passphrase) throws Exception {
    String signed = of(key, passphrase).clearSigned(TEXT);
    CommandLine.Output output = gpgv(key, signed);
    assertThat(output.exitCode()).as(output.text()).isZero();
    assertThat(output.text()).contains("GOODSIG", "VALIDSIG", " 2024-02-29 ");
    CommandLine.Output changed = gpgv(key, signed.replace("name: shop", "name: chop"));
    assertThat(changed.exitCode()).as(changed.text()).isNotZero();
  }

  @Test
  void gpgvTakesTheSignatureOfEachKindOfKeyAndNoneOfAChangedText() throws Exception {
    assertTaken(RSA, null);
    assertTaken(
        new SigningKey.Order("RSA", 3072, PASSPHRASE, TEN_YEARS.toSeconds(), false).make(),
        passphrase(PASSPHRASE + "\n"));
    assertTaken(new SigningKey.Order("RSA", 2048, null, 0, true).make(), null);
    Path files = Path.of("src/test/resources/chart-signing"); // written by GnuPG 2.2
    byte[] keyring = Files.readAllBytes(files.resolve("pubring.gpg"));
    assertTaken(new SigningKey(Files.readString(files.resolve("key.asc")), keyring), null);
  }

  @Test
  void theTextStandsInItWithItsDashesEscaped() {
    String signed = of(RSA, null).clearSigned(TEXT);
    assertThat(signed)
        .startsWith("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nname: shop\n")
        .contains("\n- - -dashed-\n")
        .contains("\n-----BEGIN PGP SIGNATURE-----\n")
        .endsWith("-----END PGP SIGNATURE-----\n")
        .doesNotContain("Version:");
  }

  @Test
  void withoutAKeyACallerLearnsWhatToDo() {
    ChartSigningKey none = new ChartSigningKey(Clock.systemUTC(), null, " ");
    assertThatThrownBy(none::require)
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.UNPROCESSABLE);
              assertThat(refusal.faults().getFirst().code()).isEqualTo("no-chart-signing");
              assertThat(refusal.faults().getFirst().detail()).contains(PROPERTY + ".private-key");
            });
  }

  @Test
  void aKeyThatEndsWhileTheServiceRunsSignsNoLonger() {
    Duration day = Duration.between(Instant.parse("2020-01-01T00:00:00Z"), NOW).plusSeconds(1);
    SigningKey key = new SigningKey.Order("RSA", 2048, null, day.toSeconds(), false).make();
    Instant[] now = {NOW};
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now[0];
          }
        };
    ChartSigningKey signing = new ChartSigningKey(clock, key.write(folder).toString(), null);
    assertThat(signing.clearSigned(TEXT)).isNotEmpty();
    now[0] = NOW.plusSeconds(2);
    assertThatThrownBy(() -> signing.clearSigned(TEXT))
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal ->
                assertThat(refusal.faults().getFirst().code()).isEqualTo("chart-signing-ended"));
  }

  @Test
  void aKeyThatHelmDoesNotVerifyStopsTheStart() {
    refused(new SigningKey.Order("EC", 256).make(), null, "not RSA", "at least 2048 bits");
    refused(new SigningKey.Order("RSA", 1024).make(), null, "RSA of 1024 bits");
  }

  @Test
  void aKeyThatHasEndedStopsTheStart() {
    refused(new SigningKey.Order("RSA", 2048, null, 60, false).make(), null, "has ended");
  }

  @Test
  void aWrongOrMissingPassphraseStopsTheStart() throws Exception {
    SigningKey key = new SigningKey.Order("RSA", 2048, PASSPHRASE, 0, false).make();
    refused(key, null, "is encrypted");
    refused(key, passphrase("another"), "the passphrase does not open it");
  }

  @Test
  void whatIsNoSecretKeyStopsTheStart() {
    refused(new SigningKey("no key at all", RSA.keyring()), null, "no OpenPGP secret key");
    String torn = RSA.secret().substring(0, RSA.secret().length() / 2);
    refused(new SigningKey(torn, RSA.keyring()), null, "OpenPGP secret key");
  }

  private void refused(SigningKey key, @Nullable Path passphrase, String... says) {
    assertThatThrownBy(() -> of(key, passphrase))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(PROPERTY + ".private-key is '")
        .hasMessageContaining("charts cannot be signed with it")
        .hasMessageContainingAll(says)
        .hasMessageNotContaining(PASSPHRASE)
        .hasMessageNotContaining("PRIVATE KEY");
  }

  @Test
  void aPublicKeyIsToldFromASecretOne() throws Exception {
    assertThatThrownBy(() -> of(RSA.writeKeyring(folder), null, NOW))
        .hasMessageContaining("no OpenPGP secret key");
  }

  @Test
  void twoKeysInOneFileStopTheStart() throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    for (SigningKey key : List.of(RSA, SigningKey.rsa())) {
      byte[] armored = key.secret().getBytes(StandardCharsets.US_ASCII);
      both.write(new ArmoredInputStream(new ByteArrayInputStream(armored)).readAllBytes());
    }
    Path file = Files.write(folder.resolve("both.gpg"), both.toByteArray());
    assertThatThrownBy(() -> of(file, null, NOW))
        .hasMessageContaining("2 OpenPGP secret keys where one is needed");
  }

  @Test
  void aPassphraseWithoutAKeyStopsTheStart() throws Exception {
    Path passphrase = passphrase(PASSPHRASE);
    assertThatThrownBy(() -> new ChartSigningKey(Clock.systemUTC(), null, passphrase.toString()))
        .hasMessageContaining("set %s.private-key".formatted(PROPERTY));
  }

  @Test
  void aFileThatIsNotThereStopsTheServiceAtItsStart() {
    Map<String, Object> properties =
        Map.of(PROPERTY + ".private-key", folder.resolve("none.asc").toString());
    assertThatThrownBy(() -> Examples.startAndEnd(properties))
        .rootCause()
        .hasMessageContaining(PROPERTY + ".private-key is '")
        .hasMessageContaining("cannot be read");
  }

  @Test
  void nothingThatMayBePrintedHasTheKey() {
    assertThat(of(RSA, null).toString())
        .matches("ChartSigningKey\\[OpenPgpKey\\[[0-9A-F]{40} Platform team <.*>]]");
  }
}
