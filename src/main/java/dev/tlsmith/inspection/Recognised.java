package dev.tlsmith.inspection;

import dev.tlsmith.certificate.encoding.CertificateReader.Inspected;
import dev.tlsmith.certificate.encoding.StoreInventory;
import dev.tlsmith.certificate.encoding.StoreProtection;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Something that a file was recognised as, or a part of one. */
sealed interface Recognised {

  Location location();

  /** What it is, in one word. */
  String kind();

  /** The certificates that signatures can be verified by, in their order. */
  default List<X509Certificate> certificates() {
    return List.of();
  }

  /** The private keys that could be read. */
  default List<PrivateKey> keys() {
    return List.of();
  }

  private static List<X509Certificate> sound(List<Inspected> inspected) {
    return inspected.stream().filter(Inspected::sound).map(Inspected::certificate).toList();
  }

  /**
   * Blocks of PEM, or the DER that one wraps.
   *
   * @param kind {@code pem} or {@code der}
   * @param inspected its certificates
   * @param privateKeys its keys
   * @param mode permissions of the file, where an archive says
   */
  record Blocks(
      Location location,
      String kind,
      List<Inspected> inspected,
      List<KeyBlock> privateKeys,
      OptionalInt mode)
      implements Recognised {

    /** The same as a file with such permissions. */
    Blocks with(OptionalInt permissions) {
      return new Blocks(location, kind, inspected, privateKeys, permissions);
    }

    @Override
    public List<X509Certificate> certificates() {
      return sound(inspected);
    }

    @Override
    public List<PrivateKey> keys() {
      return privateKeys.stream().flatMap(block -> block.key().stream()).toList();
    }
  }

  /**
   * A private key in PEM.
   *
   * @param label of its block
   * @param encrypted whether it takes a passphrase
   * @param key empty if it could not be read
   */
  record KeyBlock(String label, boolean encrypted, Optional<PrivateKey> key) {}

  /**
   * A key store.
   *
   * @param kind {@code pkcs12} or {@code jks}
   * @param inventory empty if nothing opened it
   * @param protections how its parts are protected
   * @param opening what opened it
   */
  record Store(
      Location location,
      String kind,
      Optional<StoreInventory> inventory,
      List<StoreProtection> protections,
      Opening opening)
      implements Recognised {

    /** The entries' certificates, those of chains as well. */
    List<Inspected> inspected() {
      return inventory.stream()
          .flatMap(open -> open.certificates().stream())
          .map(StoreInventory.CertificateEntry::certificate)
          .toList();
    }

    @Override
    public List<X509Certificate> certificates() {
      return sound(inspected());
    }

    @Override
    public List<PrivateKey> keys() {
      return inventory.stream()
          .flatMap(open -> open.keys().stream())
          .flatMap(entry -> entry.key().stream())
          .toList();
    }

    /** Whether it holds private keys, read or not. */
    boolean holdsKeys() {
      return inventory.stream().anyMatch(open -> !open.keys().isEmpty());
    }
  }

  /** What opened a key store. */
  enum Opening {
    /** A password that the caller gave, or that stands in one of the files. */
    PASSWORD,
    /** The password that everybody knows. */
    CONVENTIONAL,
    /** None was needed for what it holds, and there is none, or its integrity is not shown. */
    NO_PASSWORD,
    /** Nothing did. */
    NONE
  }

  /**
   * A document of YAML or JSON.
   *
   * @param kind {@code secret}, {@code config-map}, {@code compose}, {@code tlsmith}, {@code
   *     manifest} or {@code values}
   * @param content never printed: it may hold secrets
   */
  record Document(Location location, String kind, Map<String, Object> content)
      implements Recognised {

    @Override
    public String toString() {
      return "Document[%s]".formatted(location);
    }
  }

  /** Whatever has no more to it than its kind. */
  record Other(Location location, String kind) implements Recognised {}
}
