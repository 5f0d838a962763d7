package dev.tlsmith.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.util.ResourceRetriever;
import dev.tlsmith.access.caller.ApiTokens;
import dev.tlsmith.access.caller.Caller;
import dev.tlsmith.access.caller.CallerDirectory;
import dev.tlsmith.access.caller.ClientCertificates;
import dev.tlsmith.access.caller.OidcIssuer;
import dev.tlsmith.access.policy.HostSuffixes;
import dev.tlsmith.access.policy.Policy;
import dev.tlsmith.access.policy.PolicyDocument;
import dev.tlsmith.access.policy.PolicyDocument.CallerEntry;
import dev.tlsmith.access.policy.PolicyDocument.ClientCertificate;
import dev.tlsmith.access.policy.PolicyDocument.Issuer;
import dev.tlsmith.access.policy.PolicyDocument.Oidc;
import dev.tlsmith.access.policy.PolicyDocument.Rules;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link CallerDirectory} of {@code policy.yaml} and {@code tokens.yaml}, and finds
 * everything that does not fit together in them, e.g. a caller whose policy is not there.
 */
final class AccessReader {

  private static final String DIGEST = "sha256:";

  private final AccessFile policyFile;
  private final @Nullable AccessFile tokenFile;
  private final ResourceRetriever retriever;
  private final Clock clock;
  private final boolean verifiesClients;

  private final Map<String, OidcIssuer> issuers = new HashMap<>();
  private final Map<String, Policy> policies = new HashMap<>();
  private final Map<String, Caller> callers = new HashMap<>();
  private final List<ClientCertificates.Sign> certificates = new ArrayList<>();
  private final List<ApiTokens.Digest> tokens = new ArrayList<>();

  /**
   * A reader.
   *
   * @param verifiesClients whether the server believes no client certificate but those of its own
   *     trust store, and asks for them
   */
  AccessReader(
      AccessFile policyFile,
      @Nullable AccessFile tokenFile,
      ResourceRetriever retriever,
      Clock clock,
      boolean verifiesClients) {
    this.policyFile = policyFile;
    this.tokenFile = tokenFile;
    this.retriever = retriever;
    this.clock = clock;
    this.verifiesClients = verifiesClients;
  }

  /** Who is known; of use only if no file has a fault. */
  CallerDirectory read() {
    JsonNode tree = policyFile.read("/schema/policy.schema.yaml");
    JsonNode digests =
        tokenFile == null
            ? AccessFile.JSON.createObjectNode()
            : tokenFile.read("/schema/tokens.schema.yaml");
    Map<String, OidcIssuer> byClaim = new HashMap<>();
    if (!tree.isEmpty()) {
      PolicyDocument document = bound(tree);
      document.issuers().forEach((name, issuer) -> addIssuer(name, issuer, byClaim));
      document.policies().forEach(this::addPolicy);
      document.callers().forEach((name, entry) -> addCaller(name, entry, document));
      addTokens(digests);
    }
    return new CallerDirectory(
        new ApiTokens(tokens), byClaim, new ClientCertificates(certificates));
  }

  private static PolicyDocument bound(JsonNode tree) {
    try {
      return AccessFile.JSON.treeToValue(tree, PolicyDocument.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema let through what the records refuse", e);
    }
  }

  private void addIssuer(String name, Issuer definition, Map<String, OidcIssuer> byClaim) {
    OidcIssuer issuer = new OidcIssuer(name, definition, retriever, clock);
    issuers.put(name, issuer);
    if (byClaim.putIfAbsent(definition.issuer(), issuer) != null) {
      String detail = "'%s' is the issuer of another entry already; keep one of them";
      policyFile.add(
          "/issuers/%s/issuer".formatted(name),
          "duplicate-issuer",
          detail.formatted(definition.issuer()));
    }
  }

  private void addPolicy(String name, Rules rules) {
    boolean sound = true;
    for (int i = 0; i < rules.hostSuffixes().size(); i++) {
      String suffix = rules.hostSuffixes().get(i);
      try {
        if (!suffix.equals("*")) {
          HostSuffixes.parse(suffix);
        }
      } catch (IllegalArgumentException e) {
        sound = false;
        policyFile.add(
            "/policies/%s/hostSuffixes/%d".formatted(name, i),
            "not-a-host",
            String.valueOf(e.getMessage()));
      }
    }
    policies.put(name, sound ? rules.named(name) : Policy.EVERYTHING);
  }

  private void addCaller(String name, CallerEntry entry, PolicyDocument document) {
    String at = "/callers/" + name;
    Policy policy = policies.get(entry.policy());
    if (policy == null) {
      unknown(at + "/policy", "policy", entry.policy(), document.policies().keySet());
      policy = Policy.EVERYTHING; // with a fault nobody uses it
    }
    Caller caller = new Caller(name, policy);
    callers.put(name, caller);
    for (int i = 0; i < entry.oidc().size(); i++) {
      Oidc oidc = entry.oidc().get(i);
      OidcIssuer issuer = issuers.get(oidc.issuer());
      if (issuer == null) {
        unknown(at + "/oidc/%d/issuer".formatted(i), "issuer", oidc.issuer(), issuers.keySet());
      } else {
        issuer.add(new OidcIssuer.Match(oidc.claims(), caller));
      }
    }
    for (int i = 0; i < entry.clientCertificates().size(); i++) {
      addCertificate(at + "/clientCertificates/" + i, entry.clientCertificates().get(i), caller);
    }
  }

  private void addCertificate(String at, ClientCertificate entry, Caller caller) {
    if (!verifiesClients) {
      String detail =
          "nothing verifies client certificates here; set"
              + " micronaut.server.ssl.client-authentication to 'want' and"
              + " micronaut.server.ssl.trust-store.path to the CAs of your callers, or leave this"
              + " out";
      policyFile.add(at, "client-certificates-unverified", detail);
    }
    X500Principal subject = null;
    String dnsName = null;
    try {
      if (entry.subject() != null) {
        subject = new X500Principal(entry.subject());
      }
      if (entry.dnsName() != null) {
        dnsName = dnsName(entry.dnsName());
      }
    } catch (IllegalArgumentException e) {
      String detail =
          entry.subject() != null
              ? "'%s' is not a subject as RFC 2253 writes it; give e.g. CN=ci,O=Example"
                  .formatted(entry.subject())
              : String.valueOf(e.getMessage());
      policyFile.add(at, "not-a-name", detail);
    }
    certificates.add(new ClientCertificates.Sign(subject, dnsName, caller));
  }

  private static String dnsName(String text) {
    if (SubjectAlternativeName.parse(text) instanceof DnsName name && !name.isWildcard()) {
      return name.value();
    }
    throw new IllegalArgumentException(
        "'%s' is a wildcard or an IP address; give one whole DNS name".formatted(text));
  }

  private void addTokens(JsonNode digests) {
    AccessFile file = tokenFile;
    if (file == null) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : digests.properties()) {
      String name = entry.getKey();
      Caller caller = callers.get(name);
      if (caller == null) {
        String detail = "'%s' is not a caller of the policy; known are %s";
        file.add(
            "/" + name,
            "unknown-caller",
            detail.formatted(name, String.join(", ", new TreeSet<>(callers.keySet()))));
        continue;
      }
      for (int i = 0; i < entry.getValue().size(); i++) {
        String digest = entry.getValue().get(i).asText();
        if (!seen.add(digest)) {
          String detail = "this token is in the file already; a token is one caller's, keep one";
          file.add("/%s/%d".formatted(name, i), "duplicate-token", detail);
        }
        byte[] octets = HexFormat.of().parseHex(digest.substring(DIGEST.length()));
        tokens.add(new ApiTokens.Digest(octets, caller));
      }
    }
  }

  private void unknown(String pointer, String what, String name, Set<String> known) {
    String list =
        known.isEmpty() ? "there is none" : "known are " + String.join(", ", new TreeSet<>(known));
    policyFile.add(
        pointer,
        "unknown-" + what,
        "'%s' is not one of the %s; %s"
            .formatted(name, what.equals("policy") ? "policies" : "issuers", list));
  }
}
