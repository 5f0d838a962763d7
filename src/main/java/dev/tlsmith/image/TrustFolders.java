package dev.tlsmith.image;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.SpecPointer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Encodes what images trust. */
@Singleton
final class TrustFolders {

  private final KeyStores keyStores;
  private final List<X509Certificate> roots;
  private final Set<X509Certificate> rootSet;
  private final byte[] rootsPem;

  /**
   * An encoder.
   *
   * @param publicRoots their PEM is encoded once, here: it stands in every image
   */
  TrustFolders(KeyStores keyStores, PublicRoots publicRoots) {
    this.keyStores = keyStores;
    this.roots = publicRoots.certificates();
    this.rootSet = Set.copyOf(roots);
    this.rootsPem = ascii(publicRoots.pem());
  }

  /**
   * The folder of some certificates, and of the public roots.
   *
   * @param trusted in any order; public roots among them are no addition
   * @throws InvalidSpecException 422 {@code nothing-to-trust} if there is none besides the public
   *     roots
   */
  TrustFolder of(Collection<X509Certificate> trusted) {
    Set<X509Certificate> own = new LinkedHashSet<>(trusted);
    own.removeAll(rootSet);
    if (own.isEmpty()) {
      throw InvalidSpecException.unprocessable(
          SpecPointer.TRUST_ADDITIONAL,
          "nothing-to-trust",
          trusted.isEmpty()
              ? "an image would trust nothing that its base does not: no certificate of a CA is"
                  + " known here, since it stands in the cluster or nowhere; give it in"
                  + " 'trust.additional'"
              : "an image would trust nothing that its base does not: the certificates lead to"
                  + " public roots alone; give those of private CAs in 'trust.additional', or leave"
                  + " the image out");
    }
    Set<X509Certificate> all = new LinkedHashSet<>(own);
    all.addAll(roots);
    byte[] ownPem = ascii(Pem.certificates(own));
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(TrustFolder.CACERTS, keyStores.cacerts(all));
    files.put(TrustFolder.BUNDLE, joined(ownPem, rootsPem));
    files.put(TrustFolder.OWN, ownPem);
    return new TrustFolder(List.copyOf(own), files);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
