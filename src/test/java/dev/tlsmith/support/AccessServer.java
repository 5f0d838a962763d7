package dev.tlsmith.support;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The service with a policy and tokens, on a port of its own. */
public final class AccessServer implements AutoCloseable {

  private final EmbeddedServer server;
  private final ServiceClient client;

  private AccessServer(EmbeddedServer server) {
    this.server = server;
    this.client = new ServiceClient(server);
  }

  /**
   * Starts it.
   *
   * @param folder for the two files
   * @param tokens callers by their tokens, which the file holds as digests
   * @param further properties
   */
  public static AccessServer start(
      Path folder, String policy, Map<String, String> tokens, Map<String, Object> further) {
    try {
      StringBuilder digests = new StringBuilder("{");
      tokens.forEach(
          (token, caller) -> digests.append("%s: [\"%s\"], ".formatted(caller, digest(token))));
      Map<String, Object> properties = new HashMap<>(further);
      properties.putIfAbsent("micronaut.server.port", -1);
      properties.put(
          "tlsmith.access.policy",
          Files.writeString(folder.resolve("policy.yaml"), policy).toString());
      properties.put(
          "tlsmith.access.tokens",
          Files.writeString(folder.resolve("tokens.yaml"), digests + "}").toString());
      return new AccessServer(ApplicationContext.run(EmbeddedServer.class, properties));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A token as {@code tokens.yaml} has it. */
  public static String digest(String token) {
    try {
      byte[] octets = token.getBytes(StandardCharsets.UTF_8);
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public EmbeddedServer server() {
    return server;
  }

  public ServiceClient client() {
    return client;
  }

  /** Sends a spec as YAML, with a bearer token. */
  public ServiceClient.Answer post(String path, String token, String spec) {
    return client.post(path, "application/yaml", spec, "Authorization", "Bearer " + token);
  }

  @Override
  public void close() {
    server.getApplicationContext().close();
  }
}
