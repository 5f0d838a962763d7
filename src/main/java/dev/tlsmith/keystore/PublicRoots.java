package dev.tlsmith.keystore;

import dev.tlsmith.certificate.Pem;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The CAs that the public trusts: the running JRE's {@code cacerts}, or the file that the property
 * {@code tlsmith.public-roots} names. Read once, when the service starts.
 */
@Context
public final class PublicRoots {

  private final List<X509Certificate> certificates;
  private final String origin;
  private final String sha256;
  private final String pem;

  /**
   * Loads the roots.
   *
   * @param file PEM bundle, PKCS#12 or JKS (password {@code changeit}, or none); null for the JRE's
   * @throws UncheckedIOException if there is no such file, or no certificate in it: the service
   *     does not start
   */
  public PublicRoots(@Nullable @Property(name = "tlsmith.public-roots") String file) {
    Path path =
        file == null || file.isBlank()
            ? Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
            : Path.of(file);
    try {
      byte[] bytes = Files.readAllBytes(path);
      Set<X509Certificate> unique = new LinkedHashSet<>(read(bytes));
      if (unique.isEmpty()) {
        throw new IOException("no certificate in " + path);
      }
      this.certificates = byFingerprint(unique);
      this.sha256 = digest(certificates);
      this.pem = Pem.certificates(certificates);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the public roots from " + path, e);
    } catch (GeneralSecurityException e) {
      throw new UncheckedIOException(
          "cannot read the public roots from " + path, new IOException(e));
    }
    this.origin = file == null || file.isBlank() ? jre(path) : String.valueOf(path.getFileName());
  }

  private static List<X509Certificate> byFingerprint(Set<X509Certificate> roots) {
    SortedMap<String, X509Certificate> sorted = new TreeMap<>();
    roots.forEach(root -> sorted.put(Pem.sha256Fingerprint(root), root));
    return List.copyOf(sorted.values());
  }

  /** Every root, sorted by its SHA-256 fingerprint; never empty. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /** Where they come from, for people, e.g. {@code "JRE 25.0.1 cacerts (Eclipse Adoptium)"}. */
  public String origin() {
    return origin;
  }

  /** How many there are. */
  public int count() {
    return certificates.size();
  }

  /** SHA-256 over the DER of all roots in their order: lower-case hex. Equal sets are equal. */
  public String sha256() {
    return sha256;
  }

  /** All of them in PEM, in their order. */
  public String pem() {
    return pem;
  }

  private static List<X509Certificate> read(byte[] bytes)
      throws GeneralSecurityException, IOException {
    String start = new String(bytes, StandardCharsets.ISO_8859_1);
    if (start.contains("-----BEGIN ")) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(certificateBlocks(start)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    }
    KeyStore store = open(bytes);
    List<Certificate> entries =
        Collections.list(store.aliases()).stream().map(alias -> entry(store, alias)).toList();
    return entries.stream()
        .filter(X509Certificate.class::isInstance)
        .map(X509Certificate.class::cast)
        .toList();
  }

  /** Without the comments that operating systems put between the blocks. */
  private static byte[] certificateBlocks(String text) {
    StringBuilder blocks = new StringBuilder();
    boolean inside = false;
    for (String line : text.lines().map(String::strip).toList()) {
      inside |= line.equals("-----BEGIN CERTIFICATE-----");
      if (inside) {
        blocks.append(line).append('\n');
      }
      inside &= !line.equals("-----END CERTIFICATE-----");
    }
    return blocks.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static KeyStore open(byte[] bytes) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("JKS"); // the JDK's reads PKCS#12 as well
    try {
      store.load(new ByteArrayInputStream(bytes), KeyStores.TRUST_STORE_PASSWORD.toCharArray());
    } catch (IOException e) {
      store.load(new ByteArrayInputStream(bytes), null);
    }
    return store;
  }

  private static @Nullable Certificate entry(KeyStore store, String alias) {
    try {
      return store.isCertificateEntry(alias) ? store.getCertificate(alias) : null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the store was loaded", e);
    }
  }

  private static String jre(Path cacerts) {
    boolean shared = Files.isSymbolicLink(cacerts);
    return "JRE %s cacerts (%s)%s"
        .formatted(
            System.getProperty("java.version"),
            System.getProperty("java.vendor"),
            shared ? ", linked to the operating system's" : "");
  }

  private static String digest(List<X509Certificate> sorted) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (X509Certificate certificate : sorted) {
      digest.update(certificate.getEncoded());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
