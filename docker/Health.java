import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The image's health check: exit code 0 where the management port says that the service is ready, 1
 * otherwise. A socket of its own, since an HTTP client costs more to load than all else here.
 */
final class Health {

  private static final int PATIENCE_MILLIS = 3_000;

  private Health() {}

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv("ENDPOINTS_ALL_PORT"));
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      String status = new String(start, StandardCharsets.US_ASCII);
      System.out.println(status);
      System.exit(status.equals("HTTP/1.1 200") ? 0 : 1);
    }
  }
}
