package dev.tlsmith.access;

import dev.tlsmith.problem.Fault;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads who may call, once, at the start. */
@Factory
final class AccessFactory {

  /** The property with the path of the policy. */
  static final String POLICY = "tlsmith.access.policy";

  /** The property with the path of the tokens. */
  static final String TOKENS = "tlsmith.access.tokens";

  private static final String TLS = "micronaut.server.ssl.";

  /**
   * Everybody who is known.
   *
   * @throws AccessException with everything that is wrong with the two files
   */
  @Context
  Callers callers(
      @Nullable @Property(name = POLICY) String policy,
      @Nullable @Property(name = TOKENS) String tokens,
      Environment environment,
      JwksClient jwks,
      Clock clock) {
    List<Fault> faults = new ArrayList<>();
    Callers callers;
    if (policy == null) {
      if (tokens != null) {
        String detail = "there are tokens and no policy that says what they may do; name it as %s";
        faults.add(new Fault(TOKENS + "=" + tokens, "no-policy", detail.formatted(POLICY)));
      }
      callers =
          new Callers(false, new ApiTokens(List.of()), Map.of(), new ClientCertificates(List.of()));
    } else {
      AccessFile policyFile = new AccessFile(POLICY, policy, faults);
      AccessFile tokenFile = tokens == null ? null : new AccessFile(TOKENS, tokens, faults);
      callers =
          new AccessReader(policyFile, tokenFile, jwks, clock, verifiesClients(environment)).read();
    }
    if (!faults.isEmpty()) {
      throw new AccessException(faults);
    }
    return callers;
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
