package dev.tlsmith.proof;

import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.proof.ImageReport.TrustedFile;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyStoreType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shows that an image trusts what it must and nothing else: its files are read as programs read
 * them, and a client with exactly the store of the image believes the server. What is no such file
 * is searched for secrets.
 */
@Singleton
public final class ImageProof {

  private static final String ALIAS = "tls";
  private static final String ROOTS = "the PEM of the public roots";

  private final HandshakeProof handshakes;
  private final KeyStores keyStores;
  private final Set<X509Certificate> roots;
  private final byte[] rootsPem;

  /**
   * A proof.
   *
   * @param publicRoots their PEM is read once, here; in an image the same bytes need no more than
   *     to be the same
   * @throws CertificateException if their PEM holds anything else: the service does not start
   */
  ImageProof(HandshakeProof handshakes, KeyStores keyStores, PublicRoots publicRoots)
      throws CertificateException {
    this.handshakes = handshakes;
    this.keyStores = keyStores;
    this.roots = Set.copyOf(publicRoots.certificates());
    this.rootsPem = publicRoots.pem().getBytes(StandardCharsets.US_ASCII);
    requireExactly(roots, CertificateFile.pem(ROOTS, rootsPem), ROOTS);
  }

  /**
   * Proves the files that a build context copies.
   *
   * @throws ProofFailedException if a file does not hold what it must, or anything else
   */
  public ImageReport prove(ImageMaterial material) {
    try {
      Set<X509Certificate> own = Set.copyOf(material.certificates());
      Set<X509Certificate> all = new HashSet<>(roots);
      all.addAll(own);
      List<TrustedFile> read = new ArrayList<>();
      for (Map.Entry<String, byte[]> file : new TreeMap<>(material.files()).entrySet()) {
        String name = file.getKey();
        Set<X509Certificate> held = held(material, name, file.getValue());
        requireExactly(name.equals(material.own()) ? own : all, held, name);
        read.add(new TrustedFile(name, held.size()));
      }
      return withHandshakes(material, read);
    } catch (IOException | GeneralSecurityException e) {
      throw new ProofFailedException("the files of an image cannot be read", e);
    }
  }

  private Set<X509Certificate> held(ImageMaterial material, String name, byte[] content)
      throws GeneralSecurityException, IOException {
    if (name.equals(material.store())) {
      return CertificateFile.store(content);
    }
    return name.equals(material.own()) ? CertificateFile.pem(name, content) : bundle(name, content);
  }

  /** Those of a file in PEM that ends with the public roots, as they were read once. */
  private Set<X509Certificate> bundle(String name, byte[] pem) throws CertificateException {
    int end = Math.max(0, pem.length - rootsPem.length);
    if (!Arrays.equals(pem, end, pem.length, rootsPem, 0, rootsPem.length)) {
      throw new ProofFailedException(name + " does not end with the public roots");
    }
    Set<X509Certificate> held = CertificateFile.pem(name, Arrays.copyOf(pem, end));
    held.addAll(roots);
    return held;
  }

  private static void requireExactly(
      Set<X509Certificate> expected, Set<X509Certificate> held, String name) {
    if (!held.equals(expected)) {
      throw new ProofFailedException(
          name + " does not hold the certificates that it is made of, and no other");
    }
  }

  /**
   * Proves a whole image, of which the files are a layer.
   *
   * @param archive OCI layout and {@code docker load} form in one tar
   * @param secrets what must not be in any other file of it
   * @throws ProofFailedException as {@link #prove(ImageMaterial)}, or if a digest, a size or a
   *     reference in the archive is not right
   */
  public ImageReport prove(byte[] archive, ImageMaterial material, SecretFinder secrets) {
    ImageArchive read = ImageArchive.read(archive);
    read.requireInLayer(material.files());
    secrets.requireNone(read.besides(material.files()));
    return prove(material).with(read.digests());
  }

  private ImageReport withHandshakes(ImageMaterial material, List<TrustedFile> read) {
    if (material.server() == null || !material.server().holdsKey()) {
      return new ImageReport(
          read, null, List.of(), "no key to make a handshake with is here; the files were read");
    }
    StorePassword password = StorePassword.ofTheMoment(KeyStores.TRUST_STORE_PASSWORD);
    ProofReport proven =
        handshakes.prove(
            new ProofMaterial(
                keyStores.keyStore(material.server(), KeyStoreType.PKCS12, ALIAS, password),
                KeyStoreType.PKCS12,
                password.characters(),
                ALIAS,
                Objects.requireNonNull(material.files().get(material.store())),
                List.of(),
                material.names().subList(0, 1),
                ClientAuthentication.NONE,
                null,
                material.supplied(),
                material.pointer()));
    return new ImageReport(read, null, proven.handshakes(), null);
  }
}
