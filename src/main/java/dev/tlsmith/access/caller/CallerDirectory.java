package dev.tlsmith.access.caller;

import java.util.List;
import java.util.Map;

/**
 * The callers that {@code policy.yaml} and {@code tokens.yaml} name, by what each of them proves
 * who it is with; the files as they were at one moment.
 *
 * @param tokens the callers of API tokens
 * @param issuers of signed tokens, by their {@code iss} claim, e.g. {@code
 *     "https://login.example.com"}
 * @param certificates the callers of client certificates
 */
public record CallerDirectory(
    ApiTokens tokens, Map<String, OidcIssuer> issuers, ClientCertificates certificates) {

  /** A directory without anybody in it: every token and certificate is refused. */
  public static final CallerDirectory NOBODY =
      new CallerDirectory(new ApiTokens(List.of()), Map.of(), new ClientCertificates(List.of()));

  public CallerDirectory {
    issuers = Map.copyOf(issuers);
  }
}
