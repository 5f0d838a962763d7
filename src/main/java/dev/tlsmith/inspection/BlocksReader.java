package dev.tlsmith.inspection;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.certificate.encoding.CertificateReader;
import dev.tlsmith.certificate.encoding.CertificateReader.Inspected;
import dev.tlsmith.certificate.encoding.DerivationBudget;
import dev.tlsmith.certificate.encoding.PemBlock;
import dev.tlsmith.certificate.encoding.PrivateKeyReader;
import dev.tlsmith.inspection.Recognised.Blocks;
import dev.tlsmith.inspection.Recognised.KeyBlock;
import dev.tlsmith.spec.Secret;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads blocks of PEM: certificates, keys plain and encrypted, requests. */
final class BlocksReader {

  private static final int MOST_BLOCKS = 1_000;

  private final FindingCollector collector;
  private final Passwords passwords;
  private final DerivationBudget budget;

  BlocksReader(FindingCollector collector, Passwords passwords, DerivationBudget budget) {
    this.collector = collector;
    this.passwords = passwords;
    this.budget = budget;
  }

  /** The blocks of a text; none if it cannot be read, which is found. */
  Blocks read(Location location, String text) {
    List<PemBlock> blocks = List.of();
    try {
      blocks = PemBlock.parse(text);
    } catch (UnusableMaterialException e) {
      collector.error(location, e.code(), "%s: %s".formatted(location, e.detail()));
    }
    return read(location, "pem", blocks);
  }

  /** What some blocks hold. */
  Blocks read(Location location, String kind, List<PemBlock> blocks) {
    if (blocks.size() > MOST_BLOCKS) {
      collector.error(
          location,
          "too-many-blocks",
          "%s has %d blocks, and the first %d are looked at; split it"
              .formatted(location, blocks.size(), MOST_BLOCKS));
    }
    List<PemBlock> read = blocks.stream().limit(MOST_BLOCKS).toList();
    Findings findings = new Findings();
    CertificateReader reader = new CertificateReader(location.toString(), 1, findings);
    List<Inspected> certificates = new ArrayList<>();
    List<KeyBlock> keys = new ArrayList<>();
    for (PemBlock block : read) {
      if (block.isPrivateKey()) {
        keys.add(key(location, block, read));
      } else {
        ders(block).forEach(der -> reader.inspect(der).ifPresent(certificates::add));
        nameOther(location, block);
      }
    }
    collector.addAll(location, findings);
    return new Blocks(location, kind, certificates, keys, OptionalInt.empty());
  }

  private static Stream<byte[]> ders(PemBlock block) {
    if (block.isCertificate()) {
      return Stream.of(block.der());
    }
    return block.label().equals("PKCS7") || block.label().equals("CMS")
        ? ofPkcs7(block.der())
        : Stream.empty();
  }

  /** Certificates of the SignedData that certificate authorities send (RFC 5652 §5.1). */
  private static Stream<byte[]> ofPkcs7(byte[] der) {
    List<byte[]> encoded = new ArrayList<>();
    try {
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(der))) {
        encoded.add(certificate.getEncoded());
      }
    } catch (CertificateException | RuntimeException e) {
      return Stream.empty(); // whoever reads it, says so
    }
    return encoded.stream();
  }

  private void nameOther(Location location, PemBlock block) {
    switch (block.label()) {
      case "PKCS7", "CMS" ->
          collector.error(
              location,
              "pkcs7",
              ("%s is PKCS#7, which web servers, Java and Go do not read as a chain; convert it"
                   + " with 'openssl pkcs7 -print_certs -in FILE' (-inform DER where it is binary)")
                  .formatted(location));
      case "TRUSTED CERTIFICATE" ->
          collector.error(
              location,
              "trusted-certificate-block",
              "%s has a block 'BEGIN TRUSTED CERTIFICATE', which OpenSSL alone reads; convert it with"
                      .formatted(location)
                  + " 'openssl x509 -in FILE'");
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
          collector.note(
              location,
              "certificate-request",
              "%s is a certificate request, which no server can serve; post what your CA made of it"
                  .formatted(location));
      default -> {} // certificates, parameters, and what other programs put beside them
    }
  }

  private KeyBlock key(Location location, PemBlock block, List<PemBlock> all) {
    boolean encrypted =
        block.label().equals("ENCRYPTED PRIVATE KEY")
            || block.headers().getOrDefault("Proc-Type", "").endsWith("ENCRYPTED");
    List<@Nullable Secret> candidates = new ArrayList<>();
    if (encrypted) {
      candidates.addAll(passwords.candidates());
    } else {
      candidates.add(null);
    }
    for (Secret candidate : candidates) {
      try {
        var key = PrivateKeyReader.read(block, all, candidate, budget);
        return new KeyBlock(block.label(), encrypted, Optional.of(key.key()));
      } catch (UnusableMaterialException e) {
        if (!e.code().startsWith("passphrase-")) {
          collector.error(location, e.code(), "%s: %s".formatted(location, e.detail()));
          return new KeyBlock(block.label(), encrypted, Optional.empty());
        }
      }
    }
    collector.note(
        location,
        "key-not-opened",
        "the private key in %s is encrypted and none of the passwords given opens it, so that neither"
                .formatted(location)
            + " it nor whether it belongs to a certificate was checked; post its 'password'");
    return new KeyBlock(block.label(), encrypted, Optional.empty());
  }
}
