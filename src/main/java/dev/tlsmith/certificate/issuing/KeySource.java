package dev.tlsmith.certificate.issuing;

import dev.tlsmith.problem.AbandonedException;
import dev.tlsmith.spec.KeyAlgorithm;
import java.security.KeyPair;

/** Where fresh key pairs come from. */
@FunctionalInterface
public interface KeySource {

  /**
   * A key pair that was handed out to nobody before.
   *
   * @throws AbandonedException if the thread is interrupted: nobody waits for the key any longer
   */
  KeyPair generate(KeyAlgorithm algorithm);
}
