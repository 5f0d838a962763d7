package dev.tlsmith.access.caller;

/** The keys of an issuer are not to be had now, so nobody knows whether a token is one of its. */
public final class UnreachableIssuerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnreachableIssuerException(String issuer) {
    super(
        "The keys of the issuer '%s' cannot be fetched, so the token cannot be verified; try again."
            .formatted(issuer));
  }
}
