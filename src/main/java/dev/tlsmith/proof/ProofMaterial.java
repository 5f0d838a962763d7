package dev.tlsmith.proof;

import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle is about to hand out, as bytes.
 *
 * @param keyStore of the server
 * @param type of key store and trust store
 * @param password of the key store
 * @param alias of the private key in it
 * @param trustStore {@code truststore.p12}: judges the server, and alone judges clients; never the
 *     outbound one
 * @param anchors {@code ca.crt}: judges the server as well; a public root stands here and not in a
 *     trust store that judges clients
 * @param names that the server must be reachable under; at least one
 * @param clientAuthentication as the server will ask for it
 * @param client the client certificate handed out with it; null if there is none
 * @param supplied whether key and certificate are the caller's: then a failure is theirs to mend
 * @param pointer of the certificate in the spec, for faults, e.g. {@code "/certificate"}
 */
@SuppressWarnings("ArrayRecordComponent") // secrets and files are arrays; never compared
public record ProofMaterial(
    byte[] keyStore,
    KeyStoreType type,
    char[] password,
    String alias,
    byte[] trustStore,
    List<X509Certificate> anchors,
    List<SubjectAlternativeName> names,
    ClientAuthentication clientAuthentication,
    @Nullable ClientMaterial client,
    boolean supplied,
    String pointer) {

  public ProofMaterial {
    anchors = List.copyOf(anchors);
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a server has at least one name");
    }
  }

  /**
   * A client's key store.
   *
   * @param keyStore with exactly one private key
   * @param password of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ClientMaterial(byte[] keyStore, KeyStoreType type, char[] password) {

    /** Never the bytes or the password. */
    @Override
    public String toString() {
      return "ClientMaterial[%s, ***]".formatted(type);
    }
  }

  /** Never the bytes or the password. */
  @Override
  public String toString() {
    return "ProofMaterial[%s, names=%s, ***]".formatted(type, names);
  }
}
