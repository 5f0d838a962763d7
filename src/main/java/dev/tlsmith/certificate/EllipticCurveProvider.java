package dev.tlsmith.certificate;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The elliptic curves of Amazon's native provider, and nothing else of it: its digests and MACs
 * cost more than the JDK's where texts are short. Installed before the JDK's providers, since JSSE
 * and path validation ask for no provider by name; whatever the native one refuses, a curve it does
 * not know for one, still goes to the JDK's.
 */
public final class EllipticCurveProvider extends Provider {

  private static final long serialVersionUID = 1L;

  private static final Map<String, List<String>> SERVICES =
      Map.of(
          "KeyFactory", List.of("EC"),
          "AlgorithmParameters", List.of("EC"),
          "KeyPairGenerator", List.of("EC"),
          "KeyAgreement", List.of("ECDH"),
          "Signature", List.of("SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"));

  private EllipticCurveProvider() {
    super("tlsmith-elliptic-curves", "1.0", "Elliptic curves of Amazon's native library");
    SERVICES.forEach(
        (type, algorithms) ->
            algorithms.forEach(algorithm -> putService(new Delegate(this, type, algorithm))));
  }

  /**
   * Installs it for the whole JVM, once; JSSE knows no narrower place.
   *
   * @return whether it is there; false where the native library does not load
   */
  public static boolean install() {
    if (AcceleratedProvider.isNative()) {
      Security.insertProviderAt(new EllipticCurveProvider(), 1);
    }
    return AcceleratedProvider.isNative();
  }

  /** One service, made by the native provider. */
  private static final class Delegate extends Provider.Service {

    private final Provider.Service service;

    Delegate(Provider provider, String type, String algorithm) {
      this(provider, service(type, algorithm));
    }

    private Delegate(Provider provider, Provider.Service service) {
      super(
          provider,
          service.getType(),
          service.getAlgorithm(),
          service.getClassName(),
          List.of(),
          Map.of());
      this.service = service;
    }

    private static Provider.Service service(String type, String algorithm) {
      try {
        return AcceleratedProvider.of(type, algorithm).getService(type, algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has %s %s".formatted(type, algorithm), e);
      }
    }

    @Override
    public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
      return service.newInstance(parameter);
    }

    @Override
    public boolean supportsParameter(Object parameter) {
      return service.supportsParameter(parameter);
    }
  }
}
