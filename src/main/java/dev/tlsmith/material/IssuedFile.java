package dev.tlsmith.material;

import dev.tlsmith.product.resolution.MaterialNeeds;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.IssuingSource;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A file below {@code tls/} that a deployment will get, before there is a certificate: the same as
 * {@link KeyMaterialEncoder} makes, known from the spec alone.
 *
 * @param name without the folder, e.g. {@code "tls.crt"}
 * @param mediaType as the bundle says it
 * @param secret whether it holds a key or a password
 * @param left whether only the caller can make it, who alone has the key
 */
public record IssuedFile(String name, String mediaType, boolean secret, boolean left) {

  private static final String KEY = ".key";

  /** Those of a deployment. */
  public static List<IssuedFile> of(TlsSpec spec, ResolvedDeployment deployment) {
    return new Listing(spec, deployment).run();
  }

  private static final class Listing {

    private final TlsSpec spec;
    private final CertificateSource source;
    private final ResolvedDeployment deployment;
    private final MaterialNeeds needs;
    private final Termination termination;
    private final boolean keyIsElsewhere;
    private final List<IssuedFile> files = new ArrayList<>();

    Listing(TlsSpec spec, ResolvedDeployment deployment) {
      this.spec = spec;
      this.source = spec.certificate();
      this.deployment = deployment;
      this.needs = deployment.needs();
      this.termination = deployment.deployment().termination();
      this.keyIsElsewhere = source.request() != null;
    }

    List<IssuedFile> run() {
      boolean serves = deployment.servesTls() && !source.inCluster();
      if (serves) {
        pem("ca.crt");
        pair("tls");
        if (termination == Termination.BOTH) {
          pair("edge");
          pem("edge-ca.crt");
        }
        if (termination.atApplication()) {
          if (needs.combinedPem()) {
            files.add(new IssuedFile("tls-combined.pem", BundleFile.PEM, true, keyIsElsewhere));
          }
          addStores("tls", "keystore");
          for (String id :
              source instanceof IssuingSource ? needs.certificates() : List.<String>of()) {
            pair(id);
            addStores(id, id);
          }
        }
        if (deployment.asksClients() && source instanceof IssuingSource) {
          addClient();
        }
      }
      if (serves
          || spec.trust().additional() != null
          || spec.trust().clientCertificates() != null) {
        addTrust();
      }
      return files;
    }

    private void pem(String name) {
      files.add(new IssuedFile(name, BundleFile.PEM, false, false));
    }

    private void pair(String name) {
      pem(name + ".crt");
      files.add(new IssuedFile(name + KEY, BundleFile.PEM, true, keyIsElsewhere));
    }

    private void addStores(String name, String store) {
      if (needs.encryptedKey()) {
        files.add(new IssuedFile(name + "-encrypted" + KEY, BundleFile.PEM, true, keyIsElsewhere));
      }
      if (needs.keyStore()) {
        store(store, true, keyIsElsewhere);
      }
    }

    private void store(String name, boolean secret, boolean left) {
      String file = name + "." + spec.keyStore().type().extension();
      files.add(new IssuedFile(file, BundleFile.storeType(file), secret, left));
    }

    private void addClient() {
      pem("client.crt");
      files.add(new IssuedFile("client" + KEY, BundleFile.PEM, true, false));
      store("client", true, false);
      files.add(new IssuedFile("client.env", "text/plain", true, false));
    }

    private void addTrust() {
      store("truststore", false, false);
      store("outbound-truststore", false, false);
      if (needs.clientCa()) {
        pem("client-ca.crt");
      }
      if (needs.caBundle()) {
        pem("ca-bundle.crt");
      }
      if (needs.publicCaBundle()) {
        pem("public-ca-bundle.crt");
      }
    }
  }
}
