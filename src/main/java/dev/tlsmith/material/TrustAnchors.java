package dev.tlsmith.material;

import dev.tlsmith.certificate.TlsIdentity;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom the program of a deployment is to trust when it calls others: the CA above its own
 * certificates, and {@code trust.additional}. Not the CAs of its clients, which vouch for nobody
 * whom it calls.
 *
 * @param certificates none twice; empty where the CA is known to the cluster alone
 * @param server who shows that they work; null where nobody is at hand
 */
public record TrustAnchors(List<X509Certificate> certificates, @Nullable TlsIdentity server) {

  public TrustAnchors {
    certificates = List.copyOf(certificates);
  }
}
