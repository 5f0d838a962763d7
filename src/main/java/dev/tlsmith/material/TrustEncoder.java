package dev.tlsmith.material;

import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyStoreSettings;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Encodes what a deployment trusts: the trust stores and, for programs that read PEM, one file. */
@Singleton
final class TrustEncoder {

  private final KeyStores keyStores;
  private final PublicRoots publicRoots;

  TrustEncoder(KeyStores keyStores, PublicRoots publicRoots) {
    this.keyStores = keyStores;
    this.publicRoots = publicRoots;
  }

  /**
   * Adds the files.
   *
   * @param warnings gets that about public roots
   * @return the trust store that judges client certificates
   */
  byte[] add(
      MaterialFiles files,
      ResolvedDeployment deployment,
      DeploymentIdentities identities,
      KeyStoreSettings settings,
      List<Warning> warnings) {
    Set<X509Certificate> trusted = trusted(deployment, identities, warnings);
    Set<X509Certificate> outbound = new LinkedHashSet<>(publicRoots.certificates());
    outbound.addAll(trusted);
    byte[] trustStore = keyStores.trustStore(trusted, settings.type(), settings.trustStoreForm());
    if (deployment.needs().clientCa()) {
      bundle(files, "client-ca", "the CAs whose client certificates are accepted", trusted);
    } else {
      files.remember("tls/client-ca.crt", Pem.certificates(trusted));
    }
    if (!trusted.isEmpty()) {
      files.store(
          "truststore",
          "trust store without public roots (password %s); it judges client certificates"
              .formatted(KeyStores.TRUST_STORE_PASSWORD),
          false,
          trustStore);
    }
    files.store(
        "outbound-truststore",
        ("trust store with the public roots as well (password %s), for the program's own"
                + " calls")
            .formatted(KeyStores.TRUST_STORE_PASSWORD),
        false,
        keyStores.trustStore(outbound, settings.type(), settings.trustStoreForm()));
    if (deployment.needs().caBundle()) {
      bundle(files, "ca-bundle", "the trusted certificates without public roots", trusted);
    }
    if (deployment.needs().publicCaBundle()) {
      Set<X509Certificate> all = new LinkedHashSet<>(trusted);
      all.addAll(publicRoots.certificates());
      bundle(files, "public-ca-bundle", "the trusted certificates and the public roots", all);
    }
    return trustStore;
  }

  private Set<X509Certificate> trusted(
      ResolvedDeployment deployment, DeploymentIdentities identities, List<Warning> warnings) {
    Set<X509Certificate> trusted = new LinkedHashSet<>();
    TlsIdentity leading = identities.leading();
    if (leading != null) {
      trusted.addAll(leading.trustAnchors());
    }
    TlsIdentity edge = identities.edge();
    if (edge != null) {
      trusted.addAll(edge.trustAnchors());
    }
    trusted.addAll(identities.trusted());
    trusted.addAll(identities.clientAuthorities());
    if (deployment.deployment().clientAuthentication() != ClientAuthentication.NONE
        && trusted.removeAll(Set.copyOf(publicRoots.certificates()))) {
      warnings.add(
          Warning.of(
              "public-roots-not-for-clients",
              "A public root is left out of the trust store that judges client certificates:"
                  + " whoever holds any public certificate would be let in. Name a private CA in"
                  + " 'trust.clientCertificates'.",
              null));
    }
    return trusted;
  }

  private static void bundle(
      MaterialFiles files, String name, String description, Set<X509Certificate> certificates) {
    String path = "tls/%s.crt".formatted(name);
    files.bundle(path, description + ", in one file", Pem.certificates(certificates));
  }
}
