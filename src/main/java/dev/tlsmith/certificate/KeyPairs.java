package dev.tlsmith.certificate;

import dev.tlsmith.problem.OverloadedException;
import dev.tlsmith.spec.KeyAlgorithm;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes key pairs, no more at a time than there are cores: RSA-4096 takes seconds of one.
 *
 * <p>A golden test replaces {@link #generate} to have fixed keys.
 */
@Singleton
public class KeyPairs {

  private static final int WAITING_PER_CORE = 4;
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private final SecureRandom random;
  private final Semaphore running;
  private final int maxWaiting;
  private final Duration maxWait;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Bounded by the cores of this machine.
   *
   * @param random used where the JDK makes the key; a native provider has its own
   */
  @Inject
  public KeyPairs(SecureRandom random) {
    this(random, Runtime.getRuntime().availableProcessors(), MAX_WAIT);
  }

  KeyPairs(SecureRandom random, int concurrency, Duration maxWait) {
    this.random = random;
    this.running = new Semaphore(concurrency, true);
    this.maxWaiting = WAITING_PER_CORE * concurrency;
    this.maxWait = maxWait;
  }

  /**
   * A fresh key pair, in the JDK's own key types.
   *
   * @throws OverloadedException if the queue is full, or no core came free within 10 s
   */
  public KeyPair generate(KeyAlgorithm algorithm) {
    enter();
    try {
      return generateNow(algorithm);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JRE cannot make a key of type " + algorithm, e);
    } finally {
      running.release();
    }
  }

  /** How many callers wait for a core. */
  public int waiting() {
    return waiting.get();
  }

  /** The work itself; a test makes it slow. */
  KeyPair generateNow(KeyAlgorithm algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case EC_P256 -> ellipticCurve("secp256r1");
      case EC_P384 -> ellipticCurve("secp384r1");
      case RSA_2048 -> rsa(2048);
      case RSA_3072 -> rsa(3072);
      case RSA_4096 -> rsa(4096);
      case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    };
  }

  private KeyPair ellipticCurve(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = generator("EC");
    generator.initialize(new ECGenParameterSpec(curve), random);
    return portable(generator.generateKeyPair(), "EC");
  }

  private KeyPair rsa(int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = generator("RSA");
    generator.initialize(bits, random);
    return portable(generator.generateKeyPair(), "RSA");
  }

  private static KeyPairGenerator generator(String algorithm) throws GeneralSecurityException {
    Provider provider = AcceleratedProvider.of("KeyPairGenerator", algorithm);
    return KeyPairGenerator.getInstance(algorithm, provider);
  }

  /** The same keys as JDK types: a native key belongs to its library and may be freed with it. */
  private static KeyPair portable(KeyPair pair, String algorithm) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance(algorithm);
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded())),
        factory.generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded())));
  }

  private void enter() {
    if (running.tryAcquire()) {
      return;
    }
    try {
      if (waiting.incrementAndGet() > maxWaiting
          || !running.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    } finally {
      waiting.decrementAndGet();
    }
  }

  private static OverloadedException busy() {
    int seconds = (int) MAX_WAIT.toSeconds();
    String message = "Every core makes keys already and the queue is full; try again in %d s.";
    return new OverloadedException(message.formatted(seconds), seconds);
  }
}
