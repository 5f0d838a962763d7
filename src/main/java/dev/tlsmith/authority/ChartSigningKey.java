package dev.tlsmith.authority;

import dev.tlsmith.certificate.openpgp.OpenPgpKey;
import dev.tlsmith.certificate.openpgp.OpenPgpKey.UnusableKeyException;
import dev.tlsmith.problem.InvalidSpecException;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OpenPGP key that the operator mounted, with which the service signs the charts that it makes.
 * Read once, when the service starts; it is used here and handed out nowhere.
 */
@Context
public final class ChartSigningKey {

  private static final Logger LOG = LoggerFactory.getLogger(ChartSigningKey.class);
  private static final String PROPERTY = "tlsmith.chart-signing";

  private final Clock clock;
  private final @Nullable OpenPgpKey key;

  /**
   * Reads the key; each parameter is the path of a file, null or blank for none.
   *
   * @param privateKey an OpenPGP secret key, RSA of at least 2048 bits
   * @param passphraseFile its passphrase; a line end after it is ignored
   * @throws IllegalStateException if it cannot sign charts: the service does not start
   */
  ChartSigningKey(
      Clock clock,
      @Nullable @Property(name = PROPERTY + ".private-key") String privateKey,
      @Nullable @Property(name = PROPERTY + ".passphrase-file") String passphraseFile) {
    this.clock = clock;
    OperatorFile file = OperatorFile.of(PROPERTY + ".private-key", privateKey);
    OperatorFile passphrase = OperatorFile.of(PROPERTY + ".passphrase-file", passphraseFile);
    if (file == null && passphrase != null) {
      throw new IllegalStateException(
          "%1$s.passphrase-file is set without a key; set %1$s.private-key, the path of a file"
              .formatted(PROPERTY));
    }
    this.key = file == null ? null : read(file, passphrase, clock.instant());
    if (key != null) {
      LOG.info("charts are signed by {}", key.owner());
    }
  }

  private static OpenPgpKey read(
      OperatorFile file, @Nullable OperatorFile passphrase, Instant now) {
    try {
      return OpenPgpKey.read(file.bytes(), OperatorFile.passphrase(passphrase), now);
    } catch (UnusableKeyException e) {
      throw new IllegalStateException(
          "%s.private-key is '%s', and charts cannot be signed with it: %s"
              .formatted(PROPERTY, file.path(), e.getMessage()));
    }
  }

  /**
   * Refuses where no chart is signed.
   *
   * @throws InvalidSpecException 422 if the operator mounted no key, or it has ended
   */
  public void require() {
    usable();
  }

  private OpenPgpKey usable() {
    if (key == null) {
      throw refusal(
          "no-chart-signing",
          "this service signs no charts; take the chart as it is, or have its operator set %s"
              .formatted(PROPERTY + ".private-key"));
    }
    if (!key.isValidAt(clock.instant())) {
      throw refusal(
          "chart-signing-ended",
          "the key that charts are signed with has ended, so that nobody would take its signature;"
              + " have the operator renew it");
    }
    return key;
  }

  private static InvalidSpecException refusal(String code, String detail) {
    return InvalidSpecException.unprocessable("", code, detail);
  }

  /**
   * A text under a signature that names the time of the clock: RFC 9580 §7, cleartext signature
   * framework.
   *
   * @param text lines, each with its end
   * @throws InvalidSpecException as {@link #require}
   */
  public String clearSigned(String text) {
    return usable().clearSigned(text, clock.instant());
  }

  /** Names the owner, never the key. */
  @Override
  public String toString() {
    return "ChartSigningKey[%s]".formatted(key);
  }
}
