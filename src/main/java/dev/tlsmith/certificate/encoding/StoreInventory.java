package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.certificate.encoding.CertificateReader.Inspected;
import dev.tlsmith.certificate.encoding.StoreProtection.Part;
import dev.tlsmith.spec.Secret;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.EncryptedData;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a key store holds, PKCS#12 (RFC 7292) or JKS, for whoever judges the file instead
 * of using it.
 *
 * @param keys in the file's order
 * @param certificates in the file's order; those that cannot be read are a fault and left out
 */
public record StoreInventory(List<KeyEntry> keys, List<CertificateEntry> certificates) {

  /** Oracle's: without it, Java's PKCS12KeyStore has no entry for a certificate alone. */
  private static final ASN1ObjectIdentifier TRUSTED_KEY_USAGE =
      new ASN1ObjectIdentifier("2.16.840.1.113894.746875.1.1");

  /**
   * A private key.
   *
   * @param alias {@code ""} for one without a name
   * @param key empty if it cannot be read, which is a fault
   */
  public record KeyEntry(String alias, Optional<PrivateKey> key) {}

  /**
   * A certificate.
   *
   * @param alias {@code ""} for one without a name
   * @param trusted whether Java takes it for a trusted one
   */
  public record CertificateEntry(String alias, Inspected certificate, boolean trusted) {}

  /** What its entries are read with. */
  private record Opened(
      Secret password, DerivationBudget budget, String pointer, Findings findings) {}

  /**
   * Opens a PKCS#12 file.
   *
   * @param password {@code ""} for a file without one
   * @param pointer of the file, as messages name it
   * @param findings get what is wrong with its entries
   * @throws UnusableMaterialException if it does not open; with a code {@code passphrase-…} if that
   *     is what is wrong
   */
  public static StoreInventory ofPkcs12(
      byte[] der, Secret password, DerivationBudget budget, String pointer, Findings findings)
      throws UnusableMaterialException {
    List<PKCS12SafeBag> bags = Pkcs12Reader.bags(der, password, budget);
    try {
      return ofBags(bags, new Opened(password, budget, pointer, findings));
    } catch (RuntimeException e) { // what a bag holds is parsed when it is looked at
      throw Pkcs12Reader.unreadable();
    }
  }

  private static StoreInventory ofBags(List<PKCS12SafeBag> bags, Opened opened) {
    CertificateReader reader = new CertificateReader(opened.pointer(), 1, opened.findings());
    List<KeyEntry> keys = new ArrayList<>();
    List<CertificateEntry> certificates = new ArrayList<>();
    for (PKCS12SafeBag bag : bags) {
      switch (bag.getBagValue()) {
        case X509CertificateHolder holder ->
            reader
                .inspect(holder)
                .map(read -> new CertificateEntry(alias(bag), read, isTrusted(bag)))
                .ifPresent(certificates::add);
        case PrivateKeyInfo key -> keys.add(new KeyEntry(alias(bag), plain(key, opened)));
        case PKCS8EncryptedPrivateKeyInfo key ->
            keys.add(new KeyEntry(alias(bag), decrypted(key, opened)));
        default -> {} // CRLs, secrets and nested contents are of no use to TLS
      }
    }
    return new StoreInventory(keys, certificates);
  }

  /**
   * Opens a JKS file. Its certificates need no password; its keys and its integrity do.
   *
   * @param password null to look at the certificates alone
   * @throws UnusableMaterialException as {@link #ofPkcs12}
   */
  public static StoreInventory ofJks(
      byte[] file, @Nullable Secret password, String pointer, Findings findings)
      throws UnusableMaterialException {
    JksReader reader = new JksReader(file, password);
    CertificateReader certificates = new CertificateReader(pointer, 1, findings);
    List<KeyEntry> keys = new ArrayList<>();
    List<CertificateEntry> entries = new ArrayList<>();
    for (String alias : reader.aliases()) {
      boolean key = reader.isKey(alias);
      if (key) {
        keys.add(new KeyEntry(alias, key(reader, alias, pointer, findings)));
      }
      for (byte[] der : reader.certificates(alias)) {
        certificates
            .inspect(der)
            .map(read -> new CertificateEntry(alias, read, !key))
            .ifPresent(entries::add);
      }
    }
    return new StoreInventory(keys, entries);
  }

  private static Optional<PrivateKey> key(
      JksReader reader, String alias, String pointer, Findings findings) {
    try {
      return reader.key(alias);
    } catch (UnusableMaterialException e) {
      findings.fault(pointer, e);
      return Optional.empty();
    }
  }

  private static Optional<PrivateKey> plain(PrivateKeyInfo key, Opened opened) {
    try {
      return Optional.of(PrivateKeyReader.toPrivateKey(key));
    } catch (UnusableMaterialException e) {
      opened.findings().fault(opened.pointer(), e);
      return Optional.empty();
    }
  }

  private static Optional<PrivateKey> decrypted(PKCS8EncryptedPrivateKeyInfo key, Opened opened) {
    Encryption encryption = Encryption.OF_A_PKCS12_FILE;
    try {
      encryption.check(key.toASN1Structure().getEncryptionAlgorithm());
      return Optional.of(
          PrivateKeyReader.decrypt(
              key, opened.password().characters(), encryption, opened.budget()));
    } catch (UnusableMaterialException e) {
      opened.findings().fault(opened.pointer(), e);
      return Optional.empty();
    }
  }

  private static String alias(PKCS12SafeBag bag) {
    String name = Pkcs12Keys.friendlyName(bag);
    return name == null ? "" : name;
  }

  private static boolean isTrusted(PKCS12SafeBag bag) {
    Attribute[] attributes = bag.getAttributes();
    return attributes != null
        && Stream.of(attributes).anyMatch(one -> one.getAttrType().equals(TRUSTED_KEY_USAGE));
  }

  /**
   * How a PKCS#12 file is protected, as far as it says so without its password. Nothing is derived.
   *
   * @return empty for a file without any protection, or that cannot be read
   */
  public static List<StoreProtection> protections(byte[] der) {
    List<StoreProtection> protections = new ArrayList<>();
    try {
      Pfx structure = Pfx.getInstance(der);
      if (structure.getMacData() != null) {
        protections.add(StoreProtection.of(structure.getMacData()));
      }
      for (ContentInfo content : new PKCS12PfxPdu(der).getContentInfos()) {
        add(protections, content);
      }
    } catch (IOException | PKCSException | RuntimeException e) {
      return protections; // opening it says what is wrong
    }
    return protections.stream().distinct().toList();
  }

  private static void add(List<StoreProtection> protections, ContentInfo content)
      throws PKCSException {
    if (content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
      var encrypted = EncryptedData.getInstance(content.getContent()).getEncryptedContentInfo();
      protections.add(
          StoreProtection.of(Part.CERTIFICATES, encrypted.getContentEncryptionAlgorithm()));
    } else if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
      for (PKCS12SafeBag bag : new PKCS12SafeBagFactory(content).getSafeBags()) {
        if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo key) {
          protections.add(
              StoreProtection.of(Part.KEY, key.toASN1Structure().getEncryptionAlgorithm()));
        }
      }
    }
  }
}
