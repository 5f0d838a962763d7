package dev.tlsmith.inspection;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.path.KeyMatcher;
import dev.tlsmith.inspection.Recognised.Blocks;
import dev.tlsmith.inspection.Recognised.KeyBlock;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Private keys: how they are written, and which certificates they belong to. */
final class KeyRules {

  private static final int MOST_KEYS = 40;
  private static final int READABLE_BY_OTHERS = 0004;

  private final Material material;
  private final FindingCollector collector;
  private int keys;

  KeyRules(Material material, FindingCollector collector) {
    this.material = material;
    this.collector = collector;
  }

  void check() {
    for (Recognised one : material.recognised()) {
      if (one instanceof Blocks blocks) {
        blocks.privateKeys().forEach(key -> checkForm(blocks, key));
        checkPermissions(blocks);
      }
      one.keys().forEach(key -> checkOwner(one, key));
    }
    nameUnowned();
  }

  private void checkForm(Blocks blocks, KeyBlock key) {
    Location location = blocks.location();
    String label = key.label();
    if (key.encrypted() && !label.equals("ENCRYPTED PRIVATE KEY")) {
      collector.warn(
          location,
          "key-encryption-legacy",
          "the key in %s is encrypted as OpenSSL did before PKCS#8 (DEK-Info), by one round of MD5;"
                  .formatted(location)
              + " encrypt it anew with 'openssl pkcs8 -topk8 -in FILE -out key.pem'");
    }
    if (label.equals("RSA PRIVATE KEY") || label.equals("EC PRIVATE KEY")) {
      collector.note(
          location,
          "key-not-pkcs8",
          ("the key in %s is 'BEGIN %s', and many programs in Java (Netty, Elasticsearch) read"
               + " PKCS#8 alone; 'openssl pkcs8 -topk8 -nocrypt -in FILE -out key.pem' converts it")
              .formatted(location, label));
    }
  }

  private void checkPermissions(Blocks blocks) {
    boolean plain = blocks.privateKeys().stream().anyMatch(key -> !key.encrypted());
    if (plain && (blocks.mode().orElse(0) & READABLE_BY_OTHERS) != 0) {
      collector.warn(
          blocks.location(),
          "key-readable-by-others",
          "%s is a private key without a passphrase that everybody on a machine may read (mode %04o);"
                  .formatted(blocks.location(), blocks.mode().getAsInt())
              + " 'chmod 600' it");
    }
  }

  private void checkOwner(Recognised one, PrivateKey key) {
    List<X509Certificate> all = new ArrayList<>(material.certificates());
    if (all.isEmpty() || ++keys > MOST_KEYS) {
      return;
    }
    Findings findings = new Findings();
    String place = one.location().toString();
    List<X509Certificate> near = one.certificates();
    KeyMatcher.find(key, near.isEmpty() ? all : near, place, findings);
    findings
        .faults()
        .forEach(
            fault ->
                collector.error(
                    one.location(), fault.code(), "%s: %s".formatted(place, fault.detail())));
  }

  /** What could not be checked, since the key did not come along. */
  private void nameUnowned() {
    List<X509Certificate> leaves = material.serverLeaves();
    if (leaves.isEmpty() || !material.keys().isEmpty()) {
      return;
    }
    collector.note(
        material.locations(leaves.getFirst()).getFirst(),
        "key-not-checked",
        "no private key was posted or opened, so that it was not checked whether it belongs to '%s'; 'openssl"
                .formatted(CertificateNames.subject(leaves.getFirst()))
            + " x509 -pubkey -noout -in tls.crt' and 'openssl pkey -pubout -in tls.key' have to"
            + " print the same");
  }
}
