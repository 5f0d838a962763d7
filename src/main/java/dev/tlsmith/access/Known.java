package dev.tlsmith.access;

import java.util.List;
import java.util.Map;

/**
 * Who is known by what, as the two files say it at one time.
 *
 * @param issuers by their {@code iss} claim
 */
record Known(ApiTokens tokens, Map<String, OidcIssuer> issuers, ClientCertificates certificates) {

  /** Nobody. */
  static final Known NOBODY =
      new Known(new ApiTokens(List.of()), Map.of(), new ClientCertificates(List.of()));

  Known {
    issuers = Map.copyOf(issuers);
  }
}
