package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.encoding.StoreInventory;
import dev.tlsmith.certificate.encoding.StoreInventory.CertificateEntry;
import dev.tlsmith.certificate.encoding.StoreProtection;
import dev.tlsmith.inspection.Recognised.Opening;
import dev.tlsmith.inspection.Recognised.Store;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Key stores as files: their format, what protects them, their entries. */
final class StoreRules {

  private static final int MOST_LISTED = 10;
  private static final BigInteger FEW_ITERATIONS = BigInteger.valueOf(1_000);

  /** Seconds of each start of a program, and twice: for the integrity and for the key. */
  private static final BigInteger MANY_ITERATIONS = BigInteger.valueOf(600_000);

  private final Store store;
  private final Location location;
  private final FindingCollector collector;

  StoreRules(Store store, FindingCollector collector) {
    this.store = store;
    this.location = store.location();
    this.collector = collector;
  }

  void check() {
    if (store.kind().equals("jks")) {
      collector.warn(
          location,
          "store-jks",
          ("%s is JKS, which Java alone reads and whose protection is weak; convert it with"
               + " 'keytool -importkeystore -srckeystore FILE -destkeystore new.p12 -deststoretype"
               + " PKCS12'")
              .formatted(location));
    }
    store.protections().forEach(this::checkProtection);
    store.inventory().ifPresent(this::checkEntries);
  }

  private void checkProtection(StoreProtection protection) {
    String what =
        "%s protects its %s by %s".formatted(location, part(protection), protection.algorithm());
    boolean encrypts = protection.part() != StoreProtection.Part.INTEGRITY;
    switch (protection.readers()) {
      case LEGACY ->
          collector.warn(
              location,
              "store-encryption-legacy",
              what
                  + ", which OpenSSL 3, and with it Node.js, Python and PHP, refuses to read; write"
                  + " it anew with 'openssl pkcs12 -legacy -in FILE -nodes | openssl pkcs12 -export"
                  + " -out new.p12'");
      case ALL -> {
        if (encrypts) {
          collector.note(
              location,
              "store-encryption-weak",
              what
                  + ", which is old, and which FIPS modes refuse; write it anew with 'openssl"
                  + " pkcs12 -export' of OpenSSL 3 or keytool of JDK 17");
        }
      }
      case CURRENT -> {
        if (encrypts) {
          collector.note(
              location,
              "store-needs-current-java",
              what + ", which Java reads from 8u301 and 11.0.12 on");
        }
      }
      case FEW ->
          collector.warn(
              location,
              "store-few-readers",
              what
                  + ", which few programs read; write it anew with AES-256 and PBKDF2, as 'openssl"
                  + " pkcs12 -export' does by default");
    }
    protection.iterations().ifPresent(count -> checkIterations(part(protection), count));
  }

  private static String part(StoreProtection protection) {
    return protection.part().words();
  }

  private void checkIterations(String part, BigInteger count) {
    if (count.compareTo(FEW_ITERATIONS) < 0) {
      if (store.holdsKeys() || store.opening() == Opening.NONE) {
        collector.warn(
            location,
            "store-iterations-few",
            ("%s derives the key for its %s by %s iterations, so that its password is quickly"
                    + " guessed unless it is long and random; write it anew with e.g. 10000")
                .formatted(location, part, count));
      }
    } else if (count.compareTo(MANY_ITERATIONS) >= 0) {
      collector.warn(
          location,
          "store-iterations-many",
          ("%s derives the key for its %s by %s iterations, which delay every start, and Java"
                  + " refuses more than 5000000; write it anew with e.g. 10000 and a long random"
                  + " password")
              .formatted(
                  location, part, count.bitLength() >= Long.SIZE ? "very many" : count.toString()));
    }
  }

  private void checkEntries(StoreInventory inventory) {
    if (store.opening() == Opening.CONVENTIONAL && store.holdsKeys()) {
      collector.warn(
          location,
          "conventional-password",
          "%s holds a private key under the password 'changeit', which everybody knows; change it with"
                  .formatted(location)
              + " 'keytool -storepasswd -keystore FILE'");
    }
    List<String> keys = inventory.keys().stream().map(StoreInventory.KeyEntry::alias).toList();
    if (keys.size() > 1) {
      collector.warn(
          location,
          "several-keys",
          ("%s holds %d private keys (%s), and which one a program shows is left to chance unless"
                  + " it is told an alias; make a store for each")
              .formatted(location, keys.size(), listed(keys)));
    }
    List<String> upper =
        Stream.concat(keys.stream(), inventory.certificates().stream().map(CertificateEntry::alias))
            .filter(alias -> !alias.equals(alias.toLowerCase(Locale.ROOT)))
            .distinct()
            .toList();
    if (!upper.isEmpty() && store.holdsKeys()) {
      collector.note(
          location,
          "alias-upper-case",
          ("aliases of %s have upper case (%s), which Java folds and others do not; a program that"
                  + " is told one may not find it: use lower case")
              .formatted(location, listed(upper)));
    }
    List<CertificateEntry> trusted =
        inventory.certificates().stream().filter(CertificateEntry::trusted).toList();
    boolean named = location.toString().toLowerCase(Locale.ROOT).contains("trust");
    if (store.holdsKeys() && (!trusted.isEmpty() || named)) {
      collector.error(
          location,
          "private-key-in-trust-store",
          "%s is a trust store and holds a private key, which everybody gets who is to trust; make it of"
                  .formatted(location)
              + " certificates alone, e.g. with 'keytool -importcert -trustcacerts -keystore"
              + " new.p12'");
    }
  }

  private static String listed(List<String> aliases) {
    return aliases.stream()
        .limit(MOST_LISTED)
        .map(alias -> alias.isEmpty() ? "one without a name" : "'%s'".formatted(printable(alias)))
        .collect(Collectors.joining(", "));
  }

  private static String printable(String alias) {
    return CertificateNames.printable(alias);
  }
}
