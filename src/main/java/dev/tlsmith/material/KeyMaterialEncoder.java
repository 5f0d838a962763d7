package dev.tlsmith.material;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.StorePassword;
import dev.tlsmith.keystore.StorePasswords;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.proof.ProofMaterial;
import dev.tlsmith.spec.CertificateSource.KeyOrigin;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes certificates and keys as the files that are handed out. */
@Singleton
public final class KeyMaterialEncoder {

  private final KeyStores keyStores;
  private final TrustEncoder trustEncoder;
  private final StorePasswords passwords;

  KeyMaterialEncoder(KeyStores keyStores, TrustEncoder trustEncoder, StorePasswords passwords) {
    this.keyStores = keyStores;
    this.trustEncoder = trustEncoder;
    this.passwords = passwords;
  }

  /**
   * Encodes; every key store has the same password.
   *
   * @param warnings gets those about trust
   * @return that of each deployment, in their order
   */
  public List<KeyMaterial> encode(
      TlsSpec spec,
      List<ResolvedDeployment> deployments,
      BundleIdentities identities,
      List<Warning> warnings) {
    Secret given = spec.keyStore().password();
    StorePassword password = given == null ? passwords.generate() : StorePassword.given(given);
    List<KeyMaterial> material = new ArrayList<>();
    for (int i = 0; i < deployments.size(); i++) {
      AbandonedException.throwIfInterrupted();
      DeploymentIdentities own = identities.each().get(i);
      material.add(new Encoding(spec, deployments.get(i), own, password, warnings).run());
    }
    return material;
  }

  /** The key of a CA that was made for the bundle; empty if none was. */
  public List<BundleFile> authority(BundleIdentities identities) {
    CertificateAuthority authority = identities.authority();
    if (authority == null) {
      return List.of();
    }
    return List.of(
        BundleFile.text(
            "ca/ca.key",
            BundleFile.PEM,
            true,
            "private key of the CA; move it somewhere safe",
            Pem.privateKey(authority.privateKey())));
  }

  /** One deployment's files, in the making. */
  private final class Encoding {

    private final TlsSpec spec;
    private final ResolvedDeployment deployment;
    private final DeploymentIdentities identities;
    private final List<Warning> warnings;
    private final KeyStoreType type;
    private final StorePassword password;
    private final List<String> handedOut = new ArrayList<>();
    private final MaterialFiles files;
    private final Map<String, byte[]> further = new LinkedHashMap<>();

    Encoding(
        TlsSpec spec,
        ResolvedDeployment deployment,
        DeploymentIdentities identities,
        StorePassword password,
        List<Warning> warnings) {
      this.spec = spec;
      this.deployment = deployment;
      this.identities = identities;
      this.warnings = warnings;
      this.type = spec.keyStore().type();
      this.password = password;
      this.files = new MaterialFiles(deployment, type, identities.isAnyOurs());
    }

    KeyMaterial run() {
      addPemPairs();
      addCombinedPem();
      KeyMaterial.@Nullable EncryptedPem encryptedPem = addEncryptedKey();
      byte[] trustStore =
          trustEncoder.add(files, deployment, identities, spec.keyStore(), warnings);
      byte[] keyStore = addKeyStore();
      addFurther();
      ProofMaterial.@Nullable ClientMaterial client = addClient();
      String keyStorePassword = usesPassword() ? password.secret().reveal() : "";
      if (!files.callers().isEmpty()) {
        keyStorePassword = CompletionText.PASSWORD;
      } else if (!keyStorePassword.isEmpty()) {
        handedOut.add(keyStorePassword);
      }
      return new KeyMaterial(
          files.files(),
          files.base64(),
          handedOut,
          keyStorePassword,
          keyStore,
          encryptedPem,
          further,
          trustStore,
          client,
          files.callers());
    }

    private boolean usesPassword() {
      boolean storeOfCluster = spec.certificate().keyOrigin() == KeyOrigin.CLUSTER_ISSUER;
      return identities.application() != null
          || (storeOfCluster && deployment.deployment().termination().atApplication());
    }

    private void addPemPairs() {
      TlsIdentity leading = identities.leading();
      if (leading == null) {
        return;
      }
      String anchors = Pem.certificates(leading.trustAnchors());
      files.pem("tls/ca.crt", "the root that clients trust", anchors);
      files.pair("tls", leading, "the server");
      TlsIdentity edge = identities.edge();
      if (edge == null) {
        return;
      }
      if (edge == leading) {
        files.repeat("tls.crt", "edge.crt");
        files.repeat("tls.key", "edge.key");
        files.repeat("ca.crt", "edge-ca.crt");
      } else {
        files.pair("edge", edge, "the edge (Ingress, Gateway or proxy)");
        String roots = Pem.certificates(edge.trustAnchors());
        files.pem("tls/edge-ca.crt", "the root above the edge's certificate", roots);
      }
    }

    private void addCombinedPem() {
      TlsIdentity application = identities.application();
      if (application == null || !deployment.needs().combinedPem()) {
        return;
      }
      String path = "tls/tls-combined.pem";
      if (!application.holdsKey()) {
        files.leave(path, CompletionFile.Kind.COMBINED_PEM, "tls");
        return;
      }
      files.pem(
          path,
          "private key of the server, unencrypted PKCS#8, and its chain in one file",
          Pem.privateKey(application.key()) + Pem.certificates(application.chain()));
    }

    private KeyMaterial.@Nullable EncryptedPem addEncryptedKey() {
      TlsIdentity application = identities.application();
      if (application == null || !deployment.needs().encryptedKey()) {
        return null;
      }
      if (!application.holdsKey()) {
        files.leave("tls/tls-encrypted.key", CompletionFile.Kind.ENCRYPTED_KEY, "tls");
        return null;
      }
      String key = files.encryptedKey("tls", application, "the server", password.secret());
      List<X509Certificate> path = new ArrayList<>(application.chain());
      path.addAll(application.trustAnchors());
      return new KeyMaterial.EncryptedPem(Pem.certificates(path), key);
    }

    private void addFurther() {
      identities
          .further()
          .forEach(
              (id, identity) -> {
                String owner = "the server's " + id;
                files.pair(id, identity, owner);
                if (!identity.holdsKey()) {
                  leaveFurther(id);
                  return;
                }
                if (deployment.needs().encryptedKey()) {
                  files.encryptedKey(id, identity, owner, password.secret());
                }
                String alias = spec.keyStore().alias();
                byte[] keyStore = keyStores.keyStore(identity, type, alias, password);
                String description = "key store of %s; same password".formatted(owner);
                if (deployment.needs().keyStore()) {
                  files.store(id, description, true, keyStore);
                }
                further.put(id, keyStore);
              });
    }

    private void leaveFurther(String id) {
      if (deployment.needs().encryptedKey()) {
        files.leave("tls/%s-encrypted.key".formatted(id), CompletionFile.Kind.ENCRYPTED_KEY, id);
      }
      if (deployment.needs().keyStore()) {
        files.leave("tls/%s.%s".formatted(id, type.extension()), CompletionFile.Kind.KEY_STORE, id);
      }
    }

    private byte[] addKeyStore() {
      TlsIdentity application = identities.application();
      if (application == null) {
        return new byte[0];
      }
      if (!application.holdsKey()) {
        if (deployment.needs().keyStore()) {
          files.leave("tls/keystore." + type.extension(), CompletionFile.Kind.KEY_STORE, "tls");
        }
        return new byte[0];
      }
      String alias = spec.keyStore().alias();
      byte[] keyStore = keyStores.keyStore(application, type, alias, password);
      if (deployment.needs().keyStore()) {
        String description = "key store of the server; its password stands in the .env";
        files.store("keystore", description, true, keyStore);
      }
      return keyStore;
    }

    private ProofMaterial.@Nullable ClientMaterial addClient() {
      TlsIdentity client = identities.client();
      if (client == null) {
        return null;
      }
      files.pair("client", client, "a client");
      StorePassword clientPassword = passwords.generate();
      handedOut.add(clientPassword.secret().reveal());
      byte[] keyStore = keyStores.keyStore(client, type, "client", clientPassword);
      files.store(
          "client", "key store of a client; its password stands in client.env", true, keyStore);
      files.add(
          BundleFile.text(
              "tls/client.env",
              "text/plain",
              true,
              "password of the client's key store",
              "CLIENT_KEYSTORE_PASSWORD=" + clientPassword.secret().reveal() + "\n"));
      return new ProofMaterial.ClientMaterial(keyStore, type, clientPassword.characters());
    }
  }
}
