package dev.tlsmith.bundle;

import dev.tlsmith.certificate.CertificateAuthority;
import dev.tlsmith.certificate.Pem;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.keystore.PublicRoots;
import dev.tlsmith.keystore.StorePasswords;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.product.ResolvedDeployment;
import dev.tlsmith.proof.ProofMaterial;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.KeyStoreType;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.TlsSpec;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Encodes certificates and keys as the files that are handed out. */
@Singleton
final class KeyMaterialEncoder {

  private final KeyStores keyStores;
  private final PublicRoots publicRoots;
  private final StorePasswords passwords;

  KeyMaterialEncoder(KeyStores keyStores, PublicRoots publicRoots, StorePasswords passwords) {
    this.keyStores = keyStores;
    this.publicRoots = publicRoots;
    this.passwords = passwords;
  }

  /**
   * Encodes; every key store has the same password.
   *
   * @param warnings gets those about trust
   * @return that of each deployment, in their order
   */
  List<KeyMaterial> encode(
      TlsSpec spec,
      List<ResolvedDeployment> deployments,
      Identities.All identities,
      List<Warning> warnings) {
    Secret given = spec.keyStore().password();
    Secret password = given == null ? passwords.generate() : given;
    List<KeyMaterial> material = new ArrayList<>();
    for (int i = 0; i < deployments.size(); i++) {
      Identities own = identities.each().get(i);
      material.add(new Encoding(spec, deployments.get(i), own, password, warnings).run());
    }
    return material;
  }

  /** The key of a CA that was made for the bundle; empty if none was. */
  List<BundleFile> authority(Identities.All identities) {
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
    private final Identities identities;
    private final List<Warning> warnings;
    private final KeyStoreType type;
    private final Secret password;
    private final List<String> handedOut = new ArrayList<>();
    private final List<BundleFile> files = new ArrayList<>();
    private final Map<String, String> base64 = new LinkedHashMap<>();
    private final Map<String, byte[]> further = new LinkedHashMap<>();
    private final List<CallersFile> callers = new ArrayList<>();

    Encoding(
        TlsSpec spec,
        ResolvedDeployment deployment,
        Identities identities,
        Secret password,
        List<Warning> warnings) {
      this.spec = spec;
      this.deployment = deployment;
      this.identities = identities;
      this.warnings = warnings;
      this.type = spec.keyStore().type();
      this.password = password;
    }

    KeyMaterial run() {
      addPemPairs();
      KeyMaterial.@Nullable EncryptedPem encryptedPem = addEncryptedKey();
      Set<X509Certificate> trusted = trusted();
      byte[] trustStore = addTrustStores(trusted);
      addCaBundles(trusted);
      byte[] keyStore = addKeyStore();
      addFurther();
      ProofMaterial.@Nullable ClientMaterial client = addClient();
      String keyStorePassword = usesPassword() ? password.reveal() : "";
      if (!callers.isEmpty()) {
        keyStorePassword = UnfinishedText.PASSWORD;
      } else if (!keyStorePassword.isEmpty()) {
        handedOut.add(keyStorePassword);
      }
      return new KeyMaterial(
          files,
          base64,
          handedOut,
          keyStorePassword,
          keyStore,
          encryptedPem,
          further,
          trustStore,
          client,
          callers);
    }

    private boolean usesPassword() {
      boolean inCluster = spec.certificate() instanceof CertificateSource.CertManager;
      return identities.application() != null
          || (inCluster && deployment.deployment().termination().atApplication());
    }

    private void addPemPairs() {
      TlsIdentity leading = identities.leading();
      if (leading == null) {
        return;
      }
      String anchors = Pem.certificates(leading.trustAnchors());
      pem("tls/ca.crt", "the root that clients trust", anchors);
      addPair("tls", leading, "the server");
      TlsIdentity edge = identities.edge();
      if (edge == null) {
        return;
      }
      if (edge == leading) {
        base64.put("edge.crt", encoded("tls.crt"));
        base64.put("edge.key", encoded("tls.key"));
        base64.put("edge-ca.crt", encoded("ca.crt"));
      } else {
        addPair("edge", edge, "the edge (Ingress, Gateway or proxy)");
        String roots = Pem.certificates(edge.trustAnchors());
        pem("tls/edge-ca.crt", "the root above the edge's certificate", roots);
      }
    }

    private String encoded(String name) {
      return base64.getOrDefault(name, "");
    }

    private void addPair(String name, TlsIdentity identity, String owner) {
      pem(
          "tls/%s.crt".formatted(name),
          "certificate of %s, leaf first, full chain without the root".formatted(owner),
          Pem.certificates(identity.chain()));
      String key = "tls/%s.key".formatted(name);
      if (!identity.holdsKey()) {
        leave(key, CallersFile.Kind.KEY, name);
        return;
      }
      pem(
          key,
          "private key of %s, unencrypted PKCS#8".formatted(owner),
          Pem.privateKey(identity.key()));
    }

    /** Leaves a file to the caller; whoever refers to it finds a mark in its place. */
    private void leave(String path, CallersFile.Kind kind, String certificate) {
      String at = deployment.inBundle(path);
      String of = deployment.inBundle("tls/%s.crt".formatted(certificate));
      callers.add(new CallersFile(at, kind, of));
      base64.put(path.substring("tls/".length()), UnfinishedText.fileMark(at));
    }

    private KeyMaterial.@Nullable EncryptedPem addEncryptedKey() {
      TlsIdentity application = identities.application();
      if (application == null || !deployment.needs().encryptedKey()) {
        return null;
      }
      if (!application.holdsKey()) {
        leave("tls/tls-encrypted.key", CallersFile.Kind.ENCRYPTED_KEY, "tls");
        return null;
      }
      String key = encrypted("tls", application, "the server");
      List<X509Certificate> path = new ArrayList<>(application.chain());
      path.addAll(application.trustAnchors());
      return new KeyMaterial.EncryptedPem(Pem.certificates(path), key);
    }

    private String encrypted(String name, TlsIdentity identity, String owner) {
      String path = "tls/%s-encrypted.key".formatted(name);
      String description = "private key of %s, encrypted PKCS#8; its passphrase stands in the .env";
      String text = Pem.encryptedPrivateKey(identity.key(), password.characters());
      files.add(BundleFile.encryptedKey(path, description.formatted(owner), text));
      remember(path, text.getBytes(StandardCharsets.US_ASCII));
      return text;
    }

    /** What programs trust that read PEM: one file each, since a second one cannot be named. */
    private void addCaBundles(Set<X509Certificate> trusted) {
      if (deployment.needs().caBundle()) {
        bundle("ca-bundle", "the trusted certificates without public roots", trusted);
      }
      if (deployment.needs().publicCaBundle()) {
        Set<X509Certificate> all = new LinkedHashSet<>(trusted);
        all.addAll(publicRoots.certificates());
        bundle("public-ca-bundle", "the trusted certificates and the public roots", all);
      }
    }

    private void bundle(String name, String description, Set<X509Certificate> certificates) {
      String path = "tls/%s.crt".formatted(name);
      String text = Pem.certificates(certificates);
      if (identities.isAnyOurs()) {
        pem(path, description + ", in one file", text);
      } else {
        remember(path, text.getBytes(StandardCharsets.US_ASCII));
      }
    }

    private void addFurther() {
      identities
          .further()
          .forEach(
              (id, identity) -> {
                String owner = "the server's " + id;
                addPair(id, identity, owner);
                if (!identity.holdsKey()) {
                  leaveFurther(id);
                  return;
                }
                if (deployment.needs().encryptedKey()) {
                  encrypted(id, identity, owner);
                }
                String alias = spec.keyStore().alias();
                byte[] keyStore = keyStores.keyStore(identity, type, alias, password.characters());
                String description = "key store of %s; same password".formatted(owner);
                if (deployment.needs().keyStore()) {
                  store(id, description, true, keyStore);
                }
                further.put(id, keyStore);
              });
    }

    private void leaveFurther(String id) {
      if (deployment.needs().encryptedKey()) {
        leave("tls/%s-encrypted.key".formatted(id), CallersFile.Kind.ENCRYPTED_KEY, id);
      }
      if (deployment.needs().keyStore()) {
        leave("tls/%s.%s".formatted(id, type.extension()), CallersFile.Kind.KEY_STORE, id);
      }
    }

    private byte[] addTrustStores(Set<X509Certificate> trusted) {
      byte[] trustStore = keyStores.trustStore(trusted, type);
      remember("tls/client-ca.crt", Pem.certificates(trusted).getBytes(StandardCharsets.US_ASCII));
      if (!trusted.isEmpty()) {
        store(
            "truststore",
            "trust store without public roots (password changeit); it judges client certificates",
            false,
            trustStore);
      }
      Set<X509Certificate> outbound = new LinkedHashSet<>(publicRoots.certificates());
      outbound.addAll(trusted);
      store(
          "outbound-truststore",
          "trust store with the public roots as well (password changeit), for the program's own"
              + " calls",
          false,
          keyStores.trustStore(outbound, type));
      return trustStore;
    }

    private Set<X509Certificate> trusted() {
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
            new Warning(
                "public-roots-not-for-clients",
                "A public root is left out of the trust store that judges client certificates:"
                    + " whoever holds any public certificate would be let in. Name a private CA in"
                    + " 'trust.clientCertificates'.",
                null));
      }
      return trusted;
    }

    private byte[] addKeyStore() {
      TlsIdentity application = identities.application();
      if (application == null) {
        return new byte[0];
      }
      if (!application.holdsKey()) {
        if (deployment.needs().keyStore()) {
          leave("tls/keystore." + type.extension(), CallersFile.Kind.KEY_STORE, "tls");
        }
        return new byte[0];
      }
      String alias = spec.keyStore().alias();
      byte[] keyStore = keyStores.keyStore(application, type, alias, password.characters());
      if (deployment.needs().keyStore()) {
        String description = "key store of the server; its password stands in the .env";
        store("keystore", description, true, keyStore);
      }
      return keyStore;
    }

    private ProofMaterial.@Nullable ClientMaterial addClient() {
      TlsIdentity client = identities.client();
      if (client == null) {
        return null;
      }
      addPair("client", client, "a client");
      Secret clientPassword = passwords.generate();
      handedOut.add(clientPassword.reveal());
      byte[] keyStore = keyStores.keyStore(client, type, "client", clientPassword.characters());
      store("client", "key store of a client; its password stands in client.env", true, keyStore);
      files.add(
          BundleFile.text(
              "tls/client.env",
              "text/plain",
              true,
              "password of the client's key store",
              "CLIENT_KEYSTORE_PASSWORD=" + clientPassword.reveal() + "\n"));
      return new ProofMaterial.ClientMaterial(keyStore, type, clientPassword.characters());
    }

    private void pem(String path, String description, String text) {
      boolean secret = text.contains("PRIVATE KEY-----");
      files.add(BundleFile.text(path, BundleFile.PEM, secret, description, text));
      remember(path, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void store(String name, String description, boolean secret, byte[] content) {
      String path = "tls/%s.%s".formatted(name, type.extension());
      if (identities.isAnyOurs()) {
        files.add(BundleFile.store(path, secret, description, content));
      }
      remember(path, content);
    }

    private void remember(String path, byte[] content) {
      if (path.startsWith("tls/")) {
        base64.put(path.substring(4), Base64.getEncoder().encodeToString(content));
      }
    }
  }
}
