package dev.tlsmith.support;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A client with the trust store of a bundle; it checks chain and name. */
public final class TlsClient {

  private final SSLContext context;

  private TlsClient(SSLContext context) {
    this.context = context;
  }

  /** A client without a certificate. */
  public static TlsClient of(TestBundle bundle) {
    return of(bundle, null);
  }

  /**
   * A client.
   *
   * @param owner whose client certificate it has
   */
  public static TlsClient of(TestBundle bundle, @Nullable TestBundle owner) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store(bundle, "truststore", "changeit"));
      KeyManager[] keys = new KeyManager[0];
      if (owner != null) {
        String password = owner.variable("tls/client.env", "CLIENT_KEYSTORE_PASSWORD");
        KeyManagerFactory factory =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store(owner, "client", password), password.toCharArray());
        keys =
            new KeyManager[] {new Insistent((X509ExtendedKeyManager) factory.getKeyManagers()[0])};
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return new TlsClient(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore store(TestBundle bundle, String name, String password)
      throws GeneralSecurityException, IOException {
    String type = bundle.has("tls/" + name + ".jks") ? "jks" : "p12";
    KeyStore store = KeyStore.getInstance(type.equals("jks") ? "JKS" : "PKCS12");
    byte[] content = bundle.file("tls/%s.%s".formatted(name, type)).content();
    store.load(new ByteArrayInputStream(content), password.toCharArray());
    return store;
  }

  /** Shows its certificate, whichever authorities the server says that it accepts. */
  private static final class Insistent extends X509ExtendedKeyManager {

    private final X509ExtendedKeyManager keys;

    Insistent(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return "client";
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {"client"};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  /** Asks a server of this machine, called by a name, and returns its whole answer. */
  public String get(String name, int port, String path) throws IOException {
    try (SSLSocket socket = connect(name, port)) {
      return exchange(socket, name, path);
    }
  }

  /** Sends JSON to a server of this machine, with a bearer token where there is one. */
  public String post(String name, int port, String path, String token, String json)
      throws IOException {
    String authorization = token.isEmpty() ? "" : "Authorization: Bearer %s\r\n".formatted(token);
    String request =
        "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%sContent-Type: application/json\r\n"
            + "Content-Length: %d\r\n\r\n%s";
    try (SSLSocket socket = connect(name, port)) {
      return exchange(socket, request.formatted(path, name, authorization, json.length(), json));
    }
  }

  /** The serial number of the certificate that a server shows. */
  public String serial(String name, int port) throws IOException {
    try (SSLSocket socket = connect(name, port)) {
      socket.startHandshake();
      return TrustPrinter.serial((X509Certificate) socket.getSession().getPeerCertificates()[0]);
    }
  }

  /** The same without TLS. */
  public static String plain(int port, String path) throws IOException {
    try (Socket socket = tcp(port)) {
      return exchange(socket, "localhost", path);
    }
  }

  /** Whether a server of this machine answers 200 to a client that calls it by a name. */
  public boolean isAnswered(String name, int port, String path) {
    try {
      return get(name, port, path).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  /** The same without TLS. */
  public static boolean isAnsweredPlain(int port, String path) {
    try {
      return plain(port, path).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  private SSLSocket connect(String name, int port) throws IOException {
    return over(tcp(port), name, port);
  }

  /**
   * Begins TLS on a connection.
   *
   * @param name by which the server is called
   */
  public SSLSocket over(Socket connection, String name, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(connection, name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** A connection to a server of this machine. */
  public static Socket tcp(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String exchange(Socket socket, String name, String path) throws IOException {
    String host = name.contains(":") ? "[" + name + "]" : name;
    return exchange(
        socket, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
  }

  private static String exchange(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
