package dev.tlsmith.image;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an image trusts, as the files that programs read; in the image they are in {@value #PATH}.
 *
 * @param certificates besides the public roots, none of which is among them; at least one
 * @param files content by name: {@value #CACERTS}, {@value #BUNDLE}, {@value #OWN}
 */
record TrustFolder(List<X509Certificate> certificates, SortedMap<String, byte[]> files) {

  /**
   * Where the files are in an image; one folder of our own, so that nothing of a base is hidden.
   */
  static final String PATH = "/etc/tlsmith/trust";

  /** For a JVM: the public roots and the further certificates, PKCS#12 without a password. */
  static final String CACERTS = "cacerts";

  /** For OpenSSL and what is built on it: the same in PEM. */
  static final String BUNDLE = "ca-bundle.crt";

  /** For Node, which has public roots of its own: the further certificates alone, in PEM. */
  static final String OWN = "ca.crt";

  TrustFolder {
    certificates = List.copyOf(certificates);
    files = Collections.unmodifiableSortedMap(files);
  }

  /** The files with a path before their names, e.g. {@code "trust/"}. */
  SortedMap<String, byte[]> below(String folder) {
    SortedMap<String, byte[]> placed = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      placed.put(folder + file.getKey(), file.getValue());
    }
    return placed;
  }
}
