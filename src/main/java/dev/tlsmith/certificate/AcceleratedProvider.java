package dev.tlsmith.certificate;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses between Amazon's native provider and the JDK's, once, when the class is loaded.
 *
 * <p>The native provider itself is never registered with {@link Security}: only the calls here use
 * it, and {@link EllipticCurveProvider}. Whatever it lacks falls to the JDK.
 */
public final class AcceleratedProvider {

  private static final @Nullable Provider NATIVE = detect();

  /** By service and algorithm: a search goes through every property of every provider. */
  private static final Map<String, Provider> OF_JDK = new ConcurrentHashMap<>();

  private AcceleratedProvider() {}

  /** The provider to ask for e.g. {@code ("KeyPairGenerator", "EC")}. */
  public static Provider of(String service, String algorithm) throws NoSuchAlgorithmException {
    if (NATIVE != null && NATIVE.getService(service, algorithm) != null) {
      return NATIVE;
    }
    Provider[] installed = Security.getProviders(service + "." + algorithm);
    if (installed == null) {
      throw new NoSuchAlgorithmException("%s %s".formatted(service, algorithm));
    }
    return installed[0];
  }

  /**
   * The JDK's own provider, whatever was installed before it.
   *
   * @throws NoSuchAlgorithmException if this JDK lacks the service
   */
  public static Provider ofJdk(String service, String algorithm) throws NoSuchAlgorithmException {
    String name = service + "." + algorithm;
    Provider known = OF_JDK.get(name);
    if (known == null) {
      known =
          Stream.ofNullable(Security.getProviders(name))
              .flatMap(Arrays::stream)
              .filter(provider -> provider.getClass().getModule().isNamed())
              .findFirst()
              .orElseThrow(() -> new NoSuchAlgorithmException(name));
      OF_JDK.put(name, known);
    }
    return known;
  }

  /** Whether keys and signatures come from the native provider. */
  static boolean isNative() {
    return NATIVE != null;
  }

  private static @Nullable Provider detect() {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      return provider.getLoadingError() == null ? provider : null;
    } catch (LinkageError e) {
      return null; // another platform than the library was built for
    }
  }
}
