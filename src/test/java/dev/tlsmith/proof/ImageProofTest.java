package dev.tlsmith.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.issuing.CertificateIssuer;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.support.Service;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever a file of an image holds too much or too little is found in its bytes. */
class ImageProofTest {

  private static final String STORE = "cacerts";
  private static final String BUNDLE = "ca-bundle.crt";
  private static final String OWN = "ca.crt";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PublicRoots ROOTS = new PublicRoots(null);
  private static final KeyStores STORES = new KeyStores(ROOTS, RANDOM);
  private static final X509Certificate CA = authority("ours");
  private static final X509Certificate STRANGER = authority("a stranger's");
  private static final List<X509Certificate> ALL = with(CA);

  private static X509Certificate authority(String name) {
    return new CertificateIssuer(new KeyPairs(RANDOM), Clock.systemUTC(), RANDOM)
        .newAuthority(name, KeyAlgorithm.EC_P256, 365)
        .chain()
        .getFirst();
  }

  private static List<X509Certificate> with(X509Certificate... more) {
    List<X509Certificate> all = new ArrayList<>(List.of(more));
    all.addAll(ROOTS.certificates());
    return all;
  }

  private static byte[] pem(List<X509Certificate> certificates) {
    return Pem.certificates(certificates).getBytes(StandardCharsets.US_ASCII);
  }

  private static ImageReport prove(String name, byte[] content) {
    Map<String, byte[]> files = new HashMap<>();
    files.put(STORE, STORES.cacerts(ALL));
    files.put(BUNDLE, pem(ALL));
    files.put(OWN, pem(List.of(CA)));
    files.put(name, content);
    return Service.imageProof()
        .prove(new ImageMaterial(files, STORE, OWN, List.of(CA), null, List.of(), false, ""));
  }

  private static void assertRefused(String name, byte[] content) {
    assertThatThrownBy(() -> prove(name, content))
        .as(name)
        .isInstanceOf(ProofFailedException.class);
  }

  @Test
  void filesOfTheCertificatesAndOfNothingElseAreShownToBeSuch() {
    assertThat(prove(OWN, pem(List.of(CA))).trust())
        .extracting(ImageReport.TrustedFile::certificates)
        .containsExactly(ROOTS.count() + 1, 1, ROOTS.count() + 1);
  }

  @Test
  void aStrangersCertificateIsFoundInEachFile() {
    assertRefused(STORE, STORES.cacerts(with(CA, STRANGER)));
    assertRefused(BUNDLE, pem(with(CA, STRANGER)));
    assertRefused(BUNDLE, pem(with(STRANGER)));
    assertRefused(OWN, pem(List.of(CA, STRANGER)));
    assertRefused(OWN, pem(List.of(STRANGER)));
  }

  @Test
  void aMissingCertificateIsFoundInEachFile() {
    List<X509Certificate> fewer = ALL.subList(0, ALL.size() - 1);
    for (List<X509Certificate> held : List.of(fewer, ROOTS.certificates(), List.of(CA))) {
      assertRefused(STORE, STORES.cacerts(held));
      assertRefused(BUNDLE, pem(held));
    }
    assertRefused(OWN, new byte[0]);
  }

  @Test
  void aByteOfAPublicRootThatIsAnotherIsFound() {
    String text = new String(pem(ALL), StandardCharsets.US_ASCII);
    int at = text.length() - 100; // within the base64 of the last one
    String other = text.charAt(at) == 'A' ? "B" : "A";
    String altered = text.substring(0, at) + other + text.substring(at + 1);
    assertRefused(BUNDLE, altered.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatStandsBetweenOrBehindTheCertificatesIsFound() {
    byte[] key = "-----BEGIN PRIVATE KEY-----\n".getBytes(StandardCharsets.US_ASCII);
    for (byte[] file : List.of(pem(ALL), pem(List.of(CA)))) {
      byte[] behind = Arrays.copyOf(file, file.length + key.length);
      System.arraycopy(key, 0, behind, file.length, key.length);
      byte[] before = Arrays.copyOf(key, file.length + key.length);
      System.arraycopy(file, 0, before, key.length, file.length);
      String name = file.length == pem(ALL).length ? BUNDLE : OWN;
      assertRefused(name, behind);
      assertRefused(name, before);
    }
    byte[] store = STORES.cacerts(ALL);
    assertRefused(STORE, Arrays.copyOf(store, store.length + 1));
  }

  @Test
  void bytesBehindTheCertificateInABlockAreFound() throws Exception {
    byte[] der = CA.getEncoded();
    String base64 = Base64.getEncoder().encodeToString(Arrays.copyOf(der, der.length + 3));
    String block = "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(base64);
    assertRefused(OWN, block.getBytes(StandardCharsets.US_ASCII));
  }
}
