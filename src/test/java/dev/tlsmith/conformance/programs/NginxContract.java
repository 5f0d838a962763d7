package dev.tlsmith.conformance.programs;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * nginx with one file for which its own configuration includes a folder, and a program behind it.
 */
abstract class NginxContract extends ProgramContract {

  private HttpServer upstream;

  @BeforeAll
  void answerBehindIt() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    upstream.start();
  }

  @AfterAll
  void answerNoMore() {
    upstream.stop(0);
  }

  @Override
  List<String> programs() {
    return List.of("nginx");
  }

  @Override
  List<String> versionCommand() {
    return List.of("nginx", "-v");
  }

  @Override
  Dialogue dialogue() {
    return Dialogue.http("/");
  }

  /** Workers of before the signal answer what they have, and close what is idle. */
  @Override
  boolean keepsConnections() {
    return false;
  }

  /** Where the program behind it answers. */
  int upstreamPort() {
    return upstream.getAddress().getPort();
  }

  @Override
  List<String> command(EmittedService service, Path folder) throws IOException {
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off; pid %1$s/nginx.pid; error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fcgi;
          uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
          include %2$s/*.conf;
        }
        """
            .formatted(folder, service.path("/etc/nginx/conf.d")));
    return List.of("nginx", "-p", folder.toString(), "-c", configuration.toString());
  }
}
