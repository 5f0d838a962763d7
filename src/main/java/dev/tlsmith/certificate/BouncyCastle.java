package dev.tlsmith.certificate;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Bouncy Castle as a provider, for forms that the JDK does not know. It is not registered with the
 * JDK, and one serves all: a new one takes a millisecond, and its jar is verified again for the
 * first cipher of each.
 */
public final class BouncyCastle {

  /** Safe for concurrent use. */
  public static final Provider PROVIDER = new BouncyCastleProvider();

  private BouncyCastle() {}
}
