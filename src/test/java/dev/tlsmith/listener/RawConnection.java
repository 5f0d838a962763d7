package dev.tlsmith.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which anything at all can be sent. */
final class RawConnection implements AutoCloseable {

  /** Tells a hang from an answer; no test depends on how long something takes. */
  private static final int HANG_MILLIS = 180_000;

  private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3}) ");
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Socket socket;

  RawConnection(int port) throws IOException {
    this(port, 1 << 16);
  }

  /** A connection whose end here takes in only so much before it is read. */
  RawConnection(int port, int receiveBuffer) throws IOException {
    this(port, receiveBuffer, InetAddress.getLoopbackAddress());
  }

  /** A connection from another address of this machine, e.g. 127.0.0.2. */
  RawConnection(int port, String from) throws IOException {
    this(port, 1 << 16, InetAddress.getByName(from));
  }

  private RawConnection(int port, int receiveBuffer, InetAddress from) throws IOException {
    socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.setReceiveBufferSize(receiveBuffer);
    socket.setSoTimeout(HANG_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Sends bytes, one per character; false if the other end does not take them any more. */
  boolean send(String bytes) {
    return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  boolean send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Says that nothing more will be sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** All that comes until the other end closes; an abortive close is one as well. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[1 << 14];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    } catch (SocketException e) {
      // reset: there is no more
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads so many bytes, fewer only at the end. */
  String read(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** Reads some of what is there; false at the end. */
  boolean readSome() {
    try {
      return socket.getInputStream().read(new byte[16]) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads one answer that has a Content-Length, and leaves the connection open. */
  String readAnswer() throws IOException {
    StringBuilder answer = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      while (!isWhole(answer.toString())) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        answer.append((char) next);
      }
    } catch (SocketException e) {
      // reset: there is no more
    }
    return answer.toString();
  }

  /** Whether an answer has as many bytes as it says. */
  static boolean isWhole(String answer) {
    int body = answer.indexOf("\r\n\r\n") + 4;
    Matcher length = LENGTH.matcher(answer);
    return body >= 4
        && length.find()
        && answer.length() - body == Integer.parseInt(length.group(1));
  }

  /** The status of an answer; 0 if there is none. */
  static int status(String answer) {
    Matcher status = STATUS.matcher(answer);
    return status.find() ? Integer.parseInt(status.group(1)) : 0;
  }

  /** The body of an answer with a JSON body. */
  static JsonNode body(String answer) throws IOException {
    return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
