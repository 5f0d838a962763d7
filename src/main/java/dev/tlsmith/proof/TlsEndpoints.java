package dev.tlsmith.proof;

import dev.tlsmith.certificate.EllipticCurveProvider;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.spec.ClientAuthentication;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Date;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A server and its clients, built from emitted stores and nothing else. */
final class TlsEndpoints {

  /**
   * Groups for the keys of a session, which say nothing of what is proven. Natively P-256 takes a
   * third of the time of X25519, which JSSE prefers and sends a key share of where it is allowed.
   */
  private static final String @Nullable [] GROUPS =
      EllipticCurveProvider.install() ? new String[] {"secp256r1", "secp384r1", "secp521r1"} : null;

  /**
   * In seconds. Nobody comes back to these sessions, and JSSE makes no ticket for one that lasts
   * longer than RFC 8446 §4.6.1 lets a ticket: seven days.
   */
  private static final int TOO_LONG_FOR_TICKETS = Math.toIntExact(Duration.ofDays(8).toSeconds());

  private final TrustManager[] trust;
  private final SSLContext server;
  private final X509Certificate serverLeaf;

  /**
   * Reads the stores back.
   *
   * @throws IOException if a password does not open its store
   * @throws GeneralSecurityException if a store holds no usable key or certificate
   */
  TlsEndpoints(ProofMaterial material, KeyStores stores, Clock clock)
      throws IOException, GeneralSecurityException {
    KeyStore keyStore = stores.read(material.keyStore(), material.type(), material.password());
    if (!keyStore.isKeyEntry(material.alias())) {
      throw new IOException("no private key under the alias " + material.alias());
    }
    KeyStore trustStore =
        stores.read(
            material.trustStore(), material.type(), KeyStores.TRUST_STORE_PASSWORD.toCharArray());
    this.serverLeaf = leaf(keyStore);
    TrustManager[] judgingClients = trustManagers(trustStore, clock);
    this.server = context(keyManagers(keyStore, material.password()), judgingClients);
    this.server.getServerSessionContext().setSessionTimeout(TOO_LONG_FOR_TICKETS);
    for (X509Certificate anchor : material.anchors()) {
      trustStore.setCertificateEntry("anchor-" + anchor.getSerialNumber(), anchor);
    }
    this.trust = trustManagers(trustStore, clock);
  }

  /** The certificate that the server presents. */
  X509Certificate serverLeaf() {
    return serverLeaf;
  }

  /** The server's side of one connection. */
  SSLEngine server(String protocol, ClientAuthentication clientAuthentication) {
    SSLEngine engine = server.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    parameters.setNamedGroups(GROUPS);
    engine.setSSLParameters(parameters);
    switch (clientAuthentication) {
      case NONE -> {}
      case WANT -> engine.setWantClientAuth(true);
      case NEED -> engine.setNeedClientAuth(true);
    }
    return engine;
  }

  /**
   * A client of its own context: it knows no earlier session, so the handshake is a full one.
   *
   * @param host that it checks the server's certificate against (RFC 9525)
   * @param keys what it can show of itself; null for nothing
   */
  SSLEngine client(String host, String protocol, KeyManager @Nullable [] keys)
      throws GeneralSecurityException {
    SSLEngine engine = context(keys, trust).createSSLEngine(host, 443);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {protocol});
    parameters.setNamedGroups(GROUPS);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Presents the one key of a store. */
  static KeyManager[] keyManagers(KeyStore keyStore, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keyStore, password);
    return factory.getKeyManagers();
  }

  /** The certificate of the one key of a store. */
  static X509Certificate leaf(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)
          && store.getCertificate(alias) instanceof X509Certificate certificate) {
        return certificate;
      }
    }
    throw new GeneralSecurityException("the key store holds no private key");
  }

  private static TrustManager[] trustManagers(KeyStore trustStore, Clock clock)
      throws GeneralSecurityException {
    var parameters = new PKIXBuilderParameters(trustStore, new X509CertSelector());
    parameters.setRevocationEnabled(
        false); // a fresh certificate is on no list, a private CA has none
    parameters.setDate(Date.from(clock.instant()));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(parameters));
    return factory.getTrustManagers();
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager[] trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust, null);
    return context;
  }
}
