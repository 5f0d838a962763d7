package dev.tlsmith.access;

import dev.tlsmith.access.caller.CallerDirectory;
import dev.tlsmith.access.caller.JwksClient;
import dev.tlsmith.problem.Fault;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code policy.yaml} and {@code tokens.yaml}, which say who may call. */
@Singleton
final class AccessSource {

  /** The property with the path of the policy. */
  static final String POLICY = "tlsmith.access.policy";

  /** The property with the path of the tokens. */
  static final String TOKENS = "tlsmith.access.tokens";

  private static final String TLS = "micronaut.server.ssl.";

  private final @Nullable String policy;
  private final @Nullable String tokens;
  private final boolean verifiesClients;
  private final JwksClient jwks;
  private final Clock clock;
  private List<String> lastRead = List.of();

  AccessSource(
      @Nullable @Property(name = POLICY) String policy,
      @Nullable @Property(name = TOKENS) String tokens,
      Environment environment,
      JwksClient jwks,
      Clock clock) {
    this.policy = policy;
    this.tokens = tokens;
    this.verifiesClients = verifiesClients(environment);
    this.jwks = jwks;
    this.clock = clock;
  }

  /** Whether there is a policy. */
  boolean isConfigured() {
    return policy != null;
  }

  /**
   * Who is known by the files as they are now.
   *
   * @throws AccessException with everything that is wrong with them
   */
  synchronized CallerDirectory read() {
    lastRead = contents();
    List<Fault> faults = new ArrayList<>();
    CallerDirectory directory = CallerDirectory.NOBODY;
    if (policy != null) {
      AccessFile policyFile = new AccessFile(POLICY, policy, faults);
      AccessFile tokenFile = tokens == null ? null : new AccessFile(TOKENS, tokens, faults);
      directory = new AccessReader(policyFile, tokenFile, jwks, clock, verifiesClients).read();
    } else if (tokens != null) {
      String detail = "there are tokens and no policy that says what they may do; name it as %s";
      faults.add(new Fault(TOKENS + "=" + tokens, "no-policy", detail.formatted(POLICY)));
    }
    if (!faults.isEmpty()) {
      throw new AccessException(faults);
    }
    return directory;
  }

  /** Whether the files are not what they were when they were read last, for good or bad. */
  synchronized boolean hasChanged() {
    return !contents().equals(lastRead);
  }

  private List<String> contents() {
    return Arrays.asList(content(policy), content(tokens));
  }

  /** Of a file; a text that no file has where it cannot be read. */
  private static String content(@Nullable String path) {
    if (path == null) {
      return "";
    }
    try {
      return Files.readString(Path.of(path));
    } catch (IOException | InvalidPathException e) {
      return "\0" + e.getClass().getName();
    }
  }

  /**
   * Whether the server asks for client certificates and knows whom to believe. Without a trust
   * store of its own it would believe every public CA.
   */
  private static boolean verifiesClients(Environment environment) {
    boolean asks =
        environment
            .getProperty(TLS + "client-authentication", String.class)
            .filter(value -> value.equalsIgnoreCase("want") || value.equalsIgnoreCase("need"))
            .isPresent();
    boolean knows =
        environment.containsProperty(TLS + "trust-store.path")
            || environment.containsProperty(TLS + "trust-name");
    return asks && knows && environment.getProperty(TLS + "enabled", Boolean.class, false);
  }
}
