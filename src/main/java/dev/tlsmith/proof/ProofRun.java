package dev.tlsmith.proof;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.proof.Handshake.ClientCertificate;
import dev.tlsmith.proof.Handshake.Outcome;
import dev.tlsmith.proof.InMemoryHandshake.Refusal;
import dev.tlsmith.proof.InMemoryHandshake.Side;
import dev.tlsmith.proof.ProofMaterial.ClientMaterial;
import dev.tlsmith.spec.ClientAuthentication;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** All handshakes for one bundle. */
final class ProofRun {

  private static final String TLS_1_3 = "TLSv1.3";
  private static final String TLS_1_2 = "TLSv1.2";

  /** Reserved (RFC 2606), so that no certificate covers it. */
  private static final DnsName ELSEWHERE = new DnsName("not-in-the-certificate.invalid");

  private final ProofMaterial material;
  private final TlsEndpoints endpoints;
  private final UntrustedClients untrusted;
  private final InMemoryHandshake wire = new InMemoryHandshake();
  private final KeyManager @Nullable [] ownKeys;
  private final @Nullable X509Certificate ownLeaf;
  private final List<Result> results = new ArrayList<>();

  /**
   * One handshake, and which name it was made for.
   *
   * @param refusedByName the client refused, and the reason was the name
   * @param covered the certificate holds the name
   */
  record Result(
      SubjectAlternativeName requested,
      Handshake handshake,
      boolean refusedByName,
      boolean covered) {

    boolean asExpected() {
      boolean rightReason =
          !requested.equals(ELSEWHERE) || handshake.outcome() == Outcome.ACCEPTED || refusedByName;
      return handshake.asExpected() && rightReason;
    }

    /** A wildcard that the certificate holds and a client refuses all the same. */
    boolean isWildcardRefused() {
      return refusedByName && covered && requested instanceof DnsName dns && dns.isWildcard();
    }
  }

  /** What a client is asked for, and what it shows. */
  @SuppressWarnings("ArrayRecordComponent") // as JSSE has them; never compared
  private record Client(
      ClientAuthentication asked, ClientCertificate shown, KeyManager @Nullable [] keys) {

    /** The names are checked without client authentication: it has its own handshakes. */
    static final Client ANYONE =
        new Client(ClientAuthentication.NONE, ClientCertificate.NONE, null);
  }

  ProofRun(ProofMaterial material, KeyStores stores, UntrustedClients untrusted, Clock clock)
      throws IOException, GeneralSecurityException {
    this.material = material;
    this.endpoints = new TlsEndpoints(material, stores, clock);
    this.untrusted = untrusted;
    ClientMaterial client = material.client();
    if (client == null) {
      this.ownKeys = null;
      this.ownLeaf = null;
    } else {
      KeyStore store = stores.read(client.keyStore(), client.type(), client.password());
      this.ownKeys = TlsEndpoints.keyManagers(store, client.password());
      this.ownLeaf = TlsEndpoints.leaf(store);
    }
  }

  /** Runs them; in this order. */
  List<Result> results() throws GeneralSecurityException {
    SubjectAlternativeName first = material.names().getFirst();
    for (SubjectAlternativeName name : material.names()) {
      run(name, TLS_1_3, Client.ANYONE, Outcome.ACCEPTED);
    }
    run(first, TLS_1_2, Client.ANYONE, Outcome.ACCEPTED);
    run(ELSEWHERE, TLS_1_3, Client.ANYONE, Outcome.REFUSED);
    switch (material.clientAuthentication()) {
      case NONE -> {}
      case WANT -> clients(first, Outcome.ACCEPTED);
      case NEED -> clients(first, Outcome.REFUSED);
    }
    return results;
  }

  private void clients(SubjectAlternativeName name, Outcome withoutCertificate)
      throws GeneralSecurityException {
    ClientAuthentication asked = material.clientAuthentication();
    Client stranger =
        new Client(
            asked,
            ClientCertificate.STRANGER,
            new KeyManager[] {new UnconditionalKeyManager(untrusted.next())});
    for (String protocol : List.of(TLS_1_3, TLS_1_2)) {
      if (ownKeys != null) {
        Client own = new Client(asked, ClientCertificate.OWN, ownKeys);
        run(name, protocol, own, Outcome.ACCEPTED);
      }
      run(name, protocol, stranger, Outcome.REFUSED);
      run(name, protocol, new Client(asked, ClientCertificate.NONE, null), withoutCertificate);
    }
  }

  private void run(SubjectAlternativeName name, String protocol, Client who, Outcome expected)
      throws GeneralSecurityException {
    AbandonedException.throwIfInterrupted();
    String host = host(name);
    SSLEngine client = endpoints.client(host, protocol, who.keys());
    SSLEngine server = endpoints.server(protocol, who.asked());
    Refusal refusal = wire.run(client, server);
    boolean accepted = refusal == null;
    String detail = refusal == null ? null : reason(refusal);
    if (accepted && who.shown() == ClientCertificate.OWN && !seesOwnClient(server)) {
      accepted = false;
      detail = "the server did not see the client's certificate";
    }
    results.add(
        new Result(
            name,
            new Handshake(
                host,
                protocol,
                who.shown(),
                accepted ? client.getSession().getCipherSuite() : null,
                expected,
                accepted ? Outcome.ACCEPTED : Outcome.REFUSED,
                detail),
            refusal != null && isRefusedByName(refusal),
            CertificateNames.covers(endpoints.serverLeaf(), name)));
  }

  private boolean seesOwnClient(SSLEngine server) {
    try {
      return server.getSession().getPeerCertificates()[0].equals(ownLeaf);
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  /** The client's refusal was about the identity, not about the path to the CA. */
  private static boolean isRefusedByName(Refusal refusal) {
    boolean certificate = false;
    for (Throwable t = refusal.cause(); t != null; t = t.getCause()) {
      certificate |= t instanceof CertificateException;
      if (t instanceof CertPathValidatorException || t instanceof CertPathBuilderException) {
        return false;
      }
    }
    return certificate && refusal.side() == Side.CLIENT;
  }

  private static String reason(Refusal refusal) {
    String message = Objects.requireNonNullElse(refusal.cause().getMessage(), "no reason given");
    return refusal.side() == Side.CLIENT ? "client: " + message : "server: " + message;
  }

  private static String host(SubjectAlternativeName name) {
    return switch (name) {
      case DnsName dns -> dns.sample();
      case IpAddress ip -> ip.value();
    };
  }
}
