package dev.tlsmith.conformance.programs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/**
 * The first words of a protocol, by which a client knows that the program let it in: under TLS 1.3
 * a refused client learns it only when it reads.
 *
 * @param opening what precedes TLS on the connection
 * @param hello what the client says within TLS, in ISO 8859-1, for the name it calls the program by
 * @param welcome what the program's answer holds for a client that it let in
 * @param repeats whether a client may say hello more than once, as it must where the program drops
 *     connections on which nobody says anything
 */
record Dialogue(Opening opening, UnaryOperator<String> hello, String welcome, boolean repeats) {

  /** How a connection comes to TLS. */
  enum Opening {
    /** At once. */
    DIRECT(""),
    /** An SSLRequest, which the server answers with an S. */
    POSTGRES("postgres"),
    /** The server's handshake packet, which an SSLRequest answers. */
    MYSQL("mysql");

    private final String starttls;

    Opening(String starttls) {
      this.starttls = starttls;
    }

    /** As {@code openssl s_client -starttls} calls it; {@code ""} for none. */
    String starttls() {
      return starttls;
    }
  }

  /** {@code CLIENT_SSL} in the second byte of the capabilities of a MySQL client. */
  private static final int CLIENT_SSL = 8;

  /** Of HTTP, answered by 200. */
  static Dialogue http(String path) {
    return new Dialogue(
        Opening.DIRECT,
        name ->
            "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(path, name.contains(":") ? "[" + name + "]" : name),
        "HTTP/1.1 200",
        true);
  }

  /** Of a protocol that begins with TLS, whatever name it is called by. */
  static Dialogue direct(String hello, String welcome) {
    return new Dialogue(Opening.DIRECT, _ -> hello, welcome, false);
  }

  /** Brings a connection to where TLS begins. */
  void open(Socket socket) throws IOException {
    switch (opening) {
      case DIRECT -> {}
      case POSTGRES -> {
        // https://www.postgresql.org/docs/current/protocol-message-formats.html SSLRequest
        socket.getOutputStream().write(HexFormat.of().parseHex("0000000804d2162f"));
        if (socket.getInputStream().read() != 'S') {
          throw new IOException("the server has no TLS");
        }
      }
      case MYSQL -> {
        skipGreeting(socket);
        // https://mariadb.com/kb/en/connection/ SSLRequest: 32 bytes, no. 1
        socket
            .getOutputStream()
            .write(
                HexFormat.of()
                    .parseHex("20000001" + "05aa0a00" + "00000001" + "2d" + "00".repeat(23)));
      }
    }
  }

  /** Whether a program lets a client in that never asks for TLS. */
  boolean isHeardInClear(Socket tcp, String name) throws IOException {
    return switch (opening) {
      case DIRECT, POSTGRES -> isHeard(tcp, name);
      case MYSQL -> {
        skipGreeting(tcp);
        // Packets are counted, and no SSLRequest came before this one, nor is TLS among what it
        // can.
        StringBuilder login = new StringBuilder(hello.apply(name));
        login.setCharAt(3, '\1');
        login.setCharAt(5, (char) (login.charAt(5) & ~CLIENT_SSL));
        yield isHeard(tcp, login);
      }
    };
  }

  /** The initial handshake of https://mariadb.com/kb/en/connection/, by which the server begins. */
  private static void skipGreeting(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.read() | in.read() << 8 | in.read() << 16;
    in.readFully(new byte[length + 1]);
  }

  /** Whether a program lets the client of a connection in. */
  boolean isHeard(Socket within, String name) throws IOException {
    return isHeard(within, (CharSequence) hello.apply(name));
  }

  private boolean isHeard(Socket within, CharSequence words) throws IOException {
    within.getOutputStream().write(words.toString().getBytes(StandardCharsets.ISO_8859_1));
    within.getOutputStream().flush();
    InputStream in = within.getInputStream();
    StringBuilder answer = new StringBuilder();
    byte[] part = new byte[4096];
    try {
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        answer.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
        if (answer.indexOf(welcome) >= 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("neither welcomed nor refused; heard: " + answer, e);
    }
    return false;
  }
}
