package dev.tlsmith.access.caller;

import java.util.List;
import java.util.Map;

/**
 * Who is known by what, as the two files say it at one time.
 *
 * @param issuers by their {@code iss} claim
 */
public record CallerDirectory(
    ApiTokens tokens, Map<String, OidcIssuer> issuers, ClientCertificates certificates) {

  /** Nobody. */
  public static final CallerDirectory NOBODY =
      new CallerDirectory(new ApiTokens(List.of()), Map.of(), new ClientCertificates(List.of()));

  public CallerDirectory {
    issuers = Map.copyOf(issuers);
  }
}
