package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.WithWarnings;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.certificate.path.PathSearch;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedAuthority;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.OddCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever else comes with it and in whatever order, the path that clients can follow is found. */
class CrossSignedTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());
  private static final SubjectAlternativeName HOST =
      SubjectAlternativeName.parse("app.example.org");
  private static final Duration DAY = Duration.ofDays(1);

  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());
  private final Instant now = Instant.now();
  private final KeyPair oldKeys = key();
  private final KeyPair rootKeys = key();
  private final KeyPair middleKeys = key();
  private final KeyPair keys = key();
  private final X509Certificate old;
  private final X509Certificate expired;
  private final X509Certificate root;
  private final X509Certificate cross;
  private final X509Certificate middle;
  private final X509Certificate leaf;

  @TempDir Path folder;

  CrossSignedTest() throws Exception {
    old = OddCertificate.authority("CN=old", oldKeys).selfSigned();
    expired =
        OddCertificate.authority("CN=old", oldKeys)
            .valid(now.minus(DAY.multipliedBy(99)), now.minus(DAY))
            .selfSigned();
    root = OddCertificate.authority("CN=root", rootKeys).selfSigned();
    cross = OddCertificate.authority("CN=root", rootKeys).signedBy(old, oldKeys);
    middle = OddCertificate.authority("CN=middle", middleKeys).signedBy(root, rootKeys);
    leaf = server().signedBy(middle, middleKeys);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theShortestPathToARootIsFoundInAnyOrder(long seed) throws Exception {
    var read = read(shuffled(seed, leaf, middle, root, cross, old));
    assertThat(read.value().chain()).containsExactly(leaf, middle);
    assertThat(read.value().trustAnchors()).containsExactly(root);
    assertVerified(read.value());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anExpiredOldRootBesideAValidPathIsNoFaultAndIsNamed(long seed) throws Exception {
    var read = read(shuffled(seed, leaf, middle, root, cross, expired));
    assertThat(read.value().trustAnchors()).containsExactly(root);
    assertThat(read.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo("unused-certificates");
              assertThat(warning.message())
                  .contains("2 of", "'CN=root' issued by 'CN=old'", "'CN=old' issued by 'CN=old'");
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void acrossTheOldRootWhereTheNewOneIsMissing(long seed) throws Exception {
    var read = read(shuffled(seed, leaf, middle, cross, old, expired));
    assertThat(read.value().chain()).containsExactly(leaf, middle, cross);
    assertThat(read.value().trustAnchors()).containsExactly(old);
    assertVerified(read.value());
  }

  @Test
  void aPathThatClientsRefuseGivesWayToALongerOne() throws Exception {
    var lame =
        OddCertificate.authority("CN=root", rootKeys)
            .without(Extension.basicConstraints)
            .selfSigned();
    var read = read(List.of(leaf, middle, lame, cross, old));
    assertThat(read.value().trustAnchors()).containsExactly(old);
  }

  @Test
  void aCaThatChangedItsKeyUnderTheSameNameIsToldApartByTheSignature() throws Exception {
    var other = OddCertificate.authority("CN=middle", key()).signedBy(root, rootKeys);
    for (var pool :
        List.of(List.of(leaf, other, middle, root), List.of(leaf, middle, other, root))) {
      var read = read(pool);
      assertThat(read.value().chain()).containsExactly(leaf, middle);
      assertVerified(read.value());
    }
  }

  @Test
  void aRolloverCertificateLeadsFromTheNewKeyToTheOld() throws Exception {
    KeyPair newKeys = key();
    var rollover = OddCertificate.authority("CN=root", newKeys).signedBy(root, rootKeys);
    var fresh = server().signedBy(rollover, newKeys);
    var read = read(List.of(root, rollover, fresh));
    assertThat(read.value().chain()).containsExactly(fresh, rollover);
    assertThat(read.value().trustAnchors()).containsExactly(root);
    assertVerified(read.value());
  }

  @Test
  void twoCasWithOneKeyAreToldApartByTheirNames() throws Exception {
    var twin = OddCertificate.authority("CN=twin", rootKeys).selfSigned();
    var read = read(List.of(twin, leaf, middle, root));
    assertThat(read.value().trustAnchors()).containsExactly(root);
  }

  @Test
  void casThatSignedEachOtherEndNowhereAndSoDoesTheSearch() throws Exception {
    KeyPair oneKeys = key();
    KeyPair otherKeys = key();
    var oneRoot = OddCertificate.authority("CN=one", oneKeys).selfSigned();
    var otherRoot = OddCertificate.authority("CN=other", otherKeys).selfSigned();
    var one = OddCertificate.authority("CN=one", oneKeys).signedBy(otherRoot, otherKeys);
    var other = OddCertificate.authority("CN=other", otherKeys).signedBy(oneRoot, oneKeys);
    var below = server().signedBy(one, oneKeys);
    var read = read(List.of(one, other, below));
    assertThat(read.value().chain()).contains(below, one);
    assertThat(read.warnings()).extracting(Warning::code).contains("incomplete-chain");
    assertThat(read(List.of(one, other, below, oneRoot)).value().trustAnchors())
        .containsExactly(oneRoot);
  }

  @Test
  void aHundredTwinsAreSearchedWithinABound() throws Exception {
    List<X509Certificate> pool = new ArrayList<>(List.of(leaf, middle));
    for (int i = 0; i < 48; i++) {
      pool.add(OddCertificate.authority("CN=root", rootKeys).signedBy(old, oldKeys));
      pool.add(OddCertificate.authority("CN=old", oldKeys).signedBy(root, rootKeys));
    }
    pool.add(root);
    Collections.shuffle(pool, new Random(7));
    assertThat(read(pool).value().trustAnchors()).containsExactly(root);
    assertThat(new PathSearch(pool, List.of(), now).from(List.of(leaf)).size())
        .isLessThanOrEqualTo(20);
  }

  @Test
  void aCrossSignedCaSignsUnderItsOwnRoot() throws Exception {
    for (var pool : List.of(List.of(cross, root, old), List.of(root, old, cross))) {
      var source =
          new SuppliedAuthority(
              Pem.certificates(pool), Secret.of(Pem.privateKey(rootKeys.getPrivate())), null);
      assertThat(supplied.readAuthority(source, "/certificate").value().chain())
          .containsExactly(root);
    }
  }

  @Test
  void ofTwoCertificatesForOneKeyTheOneThatLastsLongerServes() throws Exception {
    var renewed =
        server()
            .valid(now.minus(DAY), now.plus(DAY.multipliedBy(400)))
            .signedBy(middle, middleKeys);
    for (var pool :
        List.of(List.of(leaf, renewed, middle, root), List.of(renewed, leaf, root, middle))) {
      assertThat(read(pool).value().leaf()).isEqualTo(renewed);
    }
  }

  private static KeyPair key() {
    return KEYS.generate(KeyAlgorithm.EC_P256);
  }

  private OddCertificate server() {
    return OddCertificate.server("app.example.org", keys);
  }

  private static List<X509Certificate> shuffled(long seed, X509Certificate... certificates) {
    List<X509Certificate> pool = new ArrayList<>(List.of(certificates));
    Collections.shuffle(pool, new Random(seed));
    return pool;
  }

  private WithWarnings<TlsIdentity> read(List<X509Certificate> pool) {
    String key = Pem.privateKey(keys.getPrivate());
    var source = new SuppliedCertificate(Pem.certificates(pool), Secret.of(key), null, null, null);
    return supplied.readIdentity(source, List.of(HOST), "/certificate", List.of());
  }

  private void assertVerified(TlsIdentity identity) throws Exception {
    Files.writeString(folder.resolve("tls.crt"), Pem.certificates(identity.chain()));
    Files.writeString(folder.resolve("ca.crt"), Pem.certificates(identity.trustAnchors()));
    var output =
        CommandLine.openssl(
            folder, "verify", "-CAfile", "ca.crt", "-untrusted", "tls.crt", "tls.crt");
    assertThat(output.exitCode()).as(output.text()).isZero();
  }
}
