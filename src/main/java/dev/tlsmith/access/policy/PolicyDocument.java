package dev.tlsmith.access.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code policy.yaml} as it is written, held to its schema; absent fields have their defaults. */
public record PolicyDocument(
    Map<String, Issuer> issuers, Map<String, CallerEntry> callers, Map<String, Rules> policies) {

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public PolicyDocument {
    issuers = issuers == null ? Map.of() : issuers;
  }

  /**
   * Whose tokens are believed.
   *
   * @param issuer the {@code iss} claim
   * @param jwksUri where its public keys are
   * @param audience what the {@code aud} claim must hold
   */
  public record Issuer(String issuer, String jwksUri, String audience) {}

  /**
   * One caller.
   *
   * @param policy name of the policy that holds for it
   * @param oidc tokens that are this caller's; empty if none is
   * @param clientCertificates that are this caller's; empty if none is
   */
  public record CallerEntry(
      String policy, List<Oidc> oidc, List<ClientCertificate> clientCertificates) {
    @SuppressWarnings("NullAway") // Jackson passes null for what is absent
    public CallerEntry {
      oidc = oidc == null ? List.of() : oidc;
      clientCertificates = clientCertificates == null ? List.of() : clientCertificates;
    }
  }

  /**
   * Signed tokens, by what must stand in them.
   *
   * @param issuer name of an entry of {@code issuers}
   * @param claims each with its value, e.g. {@code sub: ci}; all must agree
   */
  public record Oidc(String issuer, Map<String, JsonNode> claims) {}

  /**
   * A client certificate, by one of its names.
   *
   * @param subject its distinguished name; null if it is told by the other
   * @param dnsName one of its subject alternative names; null if it is told by the other
   */
  public record ClientCertificate(@Nullable String subject, @Nullable String dnsName) {}

  /**
   * What those of a policy may have; {@code "*"} in a list: anything.
   *
   * @param keyAlgorithms default: any
   * @param maxValidityDays default: 397
   * @param returnCaKey whether they may be handed the key of a CA that was made; default: no
   * @param requestsPerMinute default: 60
   */
  public record Rules(
      List<String> hostSuffixes,
      List<String> namespaces,
      List<String> products,
      List<String> sources,
      List<String> keyAlgorithms,
      Integer maxValidityDays,
      boolean returnCaKey,
      Integer requestsPerMinute) {
    @SuppressWarnings("NullAway") // Jackson passes null for what is absent
    public Rules {
      keyAlgorithms = keyAlgorithms == null ? List.of("*") : keyAlgorithms;
      maxValidityDays = maxValidityDays == null ? 397 : maxValidityDays;
      requestsPerMinute = requestsPerMinute == null ? 60 : requestsPerMinute;
    }

    /** The policy of that name. */
    public Policy named(String name) {
      return new Policy(
          name,
          HostSuffixes.of(hostSuffixes),
          AllowedValues.of(namespaces),
          AllowedValues.of(products),
          AllowedValues.of(sources),
          AllowedValues.of(keyAlgorithms),
          maxValidityDays,
          returnCaKey,
          requestsPerMinute);
    }
  }
}
