package dev.tlsmith.proof;

import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.proof.ImageReport.TrustedFile;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyStoreType;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Shows that an image trusts what it must and nothing else: its files are read as programs read
 * them, and a client with exactly the store of the image believes the server. What is no such file
 * is searched for secrets.
 */
@Singleton
public final class ImageProof {

  private static final String ALIAS = "tls";

  private final HandshakeProof handshakes;
  private final KeyStores keyStores;

  ImageProof(HandshakeProof handshakes, KeyStores keyStores) {
    this.handshakes = handshakes;
    this.keyStores = keyStores;
  }

  /**
   * Proves the files that a build context copies.
   *
   * @throws ProofFailedException if a file does not hold what it must, or anything else
   */
  public ImageReport prove(ImageMaterial material) {
    try {
      CertificateSet own = new CertificateSet();
      addAll(own, material.certificates());
      CertificateSet all = new CertificateSet();
      addAll(all, material.certificates());
      addAll(all, material.roots());
      List<TrustedFile> read = new ArrayList<>();
      for (Map.Entry<String, byte[]> file : new TreeMap<>(material.files()).entrySet()) {
        boolean store = file.getKey().equals(material.store());
        CertificateSet held =
            store ? held(file.getValue()) : CertificateSet.ofPem(file.getKey(), file.getValue());
        if (!held.equals(file.getKey().equals(material.own()) ? own : all)) {
          throw new ProofFailedException(
              file.getKey() + " does not hold the certificates that it is made of, and no other");
        }
        read.add(new TrustedFile(file.getKey(), held.size()));
      }
      return withHandshakes(material, read);
    } catch (IOException | GeneralSecurityException e) {
      throw new ProofFailedException("the files of an image cannot be read", e);
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

  private static void addAll(CertificateSet set, Collection<X509Certificate> certificates)
      throws GeneralSecurityException {
    for (X509Certificate certificate : certificates) {
      set.add(certificate.getEncoded());
    }
  }

  /** What a JVM finds that opens the store without a password. */
  private static CertificateSet held(byte[] store) throws GeneralSecurityException, IOException {
    CertificateSet.requireOneValue(store);
    KeyStore opened = KeyStore.getInstance("PKCS12");
    opened.load(new ByteArrayInputStream(store), null);
    CertificateSet held = new CertificateSet();
    for (String alias : Collections.list(opened.aliases())) {
      Certificate certificate = opened.getCertificate(alias);
      if (!opened.isCertificateEntry(alias) || certificate == null) {
        throw new ProofFailedException("the store of an image holds more than certificates");
      }
      held.add(certificate.getEncoded());
    }
    return held;
  }
}
