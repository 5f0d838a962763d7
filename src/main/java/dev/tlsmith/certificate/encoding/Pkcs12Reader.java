package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.BouncyCastle;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.spec.Secret;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cms.EncryptedData;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads a PKCS#12 file (RFC 7292) and one private key of it. Not through the JDK's {@code
 * KeyStore}: that would derive keys as often as the file asks it to.
 */
public final class Pkcs12Reader {

  private static final String HINT = "; make it with 'openssl pkcs12 -export' or keytool";

  private final char[] passphrase;
  private final DerivationBudget budget;
  private final Pkcs12Keys keys = new Pkcs12Keys();
  private final List<X509CertificateHolder> certificates = new ArrayList<>();

  private Pkcs12Reader(char[] passphrase, DerivationBudget budget) {
    this.passphrase = passphrase;
    this.budget = budget;
  }

  /**
   * What the file holds.
   *
   * @param key the one that was asked for
   * @param certificates in the file's order; may be empty
   */
  public record Contents(PrivateKey key, List<X509CertificateHolder> certificates) {}

  /**
   * Reads base64 text, with white space allowed.
   *
   * @param passphrase null for a file without one
   * @param alias of the key; null where there is one alone
   */
  public static Contents read(Secret base64, @Nullable Secret passphrase, @Nullable String alias)
      throws UnusableMaterialException {
    byte[] der = decode(base64);
    char[] password = passphrase == null ? new char[0] : passphrase.characters();
    DerivationBudget budget = new DerivationBudget();
    Optional<String> foreign = ForeignFormat.insteadOfPkcs12(der);
    if (foreign.isPresent()) {
      throw new UnusableMaterialException(
          "pkcs12-unreadable", "the file is not PKCS#12: " + foreign.get());
    }
    try {
      PKCS12PfxPdu file = new PKCS12PfxPdu(der);
      return new Pkcs12Reader(password, budget).read(file, Pfx.getInstance(der), alias);
    } catch (IOException | PKCSException | RuntimeException e) {
      throw unreadable();
    }
  }

  /**
   * Whether a file holds a private or secret key, encrypted or not. The names of its parts tell, so
   * what a password hides is only looked into where the parts are encrypted as well.
   *
   * @param passwords tried in turn, after none
   * @return true also if the file is no such one or no password opens it: then nobody can say
   */
  static boolean holdsKey(byte[] der, Collection<Secret> passwords) {
    List<Secret> all = new ArrayList<>(List.of(Secret.of("")));
    all.addAll(passwords);
    DerivationBudget budget = new DerivationBudget();
    for (Secret password : all) {
      try {
        return new Pkcs12Reader(password.characters(), budget).holdsKey(new PKCS12PfxPdu(der));
      } catch (UnusableMaterialException | IOException | PKCSException | RuntimeException e) {
        // the next may open it
      }
    }
    return true;
  }

  private boolean holdsKey(PKCS12PfxPdu file)
      throws UnusableMaterialException, PKCSException, IOException {
    for (ContentInfo content : file.getContentInfos()) {
      for (PKCS12SafeBag bag : bags(content)) {
        if (!(bag.getBagValue() instanceof X509CertificateHolder)) {
          return true; // a key, a secret, or what nests and is of no use to trust
        }
      }
    }
    return false;
  }

  private static byte[] decode(Secret base64) throws UnusableMaterialException {
    String text = PemBlock.visible(base64.reveal());
    Optional<String> foreign = ForeignFormat.insteadOfBase64(text);
    if (foreign.isPresent()) {
      throw new UnusableMaterialException(
          "pkcs12-not-base64", "the text is no PKCS#12 file in base64: " + foreign.get());
    }
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s+", ""));
    } catch (IllegalArgumentException e) {
      throw new UnusableMaterialException(
          "pkcs12-not-base64",
          "the PKCS#12 file must be sent as base64; make it with 'base64 FILE.p12'");
    }
  }

  private Contents read(PKCS12PfxPdu file, Pfx structure, @Nullable String alias)
      throws UnusableMaterialException, PKCSException, IOException {
    for (PKCS12SafeBag bag : verifiedBags(file, structure)) {
      collect(bag);
    }
    return new Contents(key(keys.choose(alias)), certificates);
  }

  private List<PKCS12SafeBag> verifiedBags(PKCS12PfxPdu file, Pfx structure)
      throws UnusableMaterialException, PKCSException, IOException {
    if (file.hasMac() && passphrase.length > 0) { // without one, it protects nothing
      budget.spend(Encryption.OF_A_PKCS12_FILE, structure.getMacData());
      var provider = new JcePKCS12MacCalculatorBuilderProvider().setProvider(BouncyCastle.PROVIDER);
      if (!file.isMacValid(provider, passphrase)) {
        throw wrongPassphrase();
      }
    }
    List<PKCS12SafeBag> all = new ArrayList<>();
    for (ContentInfo content : file.getContentInfos()) {
      all.addAll(List.of(bags(content)));
    }
    return all;
  }

  /** Every bag of a file, in its order, once its integrity is shown. */
  static List<PKCS12SafeBag> bags(byte[] der, Secret password, DerivationBudget budget)
      throws UnusableMaterialException {
    try {
      return new Pkcs12Reader(password.characters(), budget)
          .verifiedBags(new PKCS12PfxPdu(der), Pfx.getInstance(der));
    } catch (IOException | PKCSException | RuntimeException e) {
      throw unreadable();
    }
  }

  private PKCS12SafeBag[] bags(ContentInfo content)
      throws UnusableMaterialException, PKCSException, IOException {
    if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
      return new PKCS12SafeBagFactory(content).getSafeBags();
    }
    if (!content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
      throw unreadable(); // public-key privacy mode, which no common tool writes
    }
    var encrypted = EncryptedData.getInstance(content.getContent());
    AlgorithmIdentifier scheme =
        encrypted.getEncryptedContentInfo().getContentEncryptionAlgorithm();
    Encryption.OF_A_PKCS12_FILE.check(scheme);
    budget.spend(Encryption.OF_A_PKCS12_FILE, scheme);
    try {
      return new PKCS12SafeBagFactory(content, PrivateKeyReader.decryptor(scheme, passphrase))
          .getSafeBags();
    } catch (PKCSException | RuntimeException e) {
      throw wrongPassphrase();
    }
  }

  private void collect(PKCS12SafeBag bag) {
    switch (bag.getBagValue()) {
      case X509CertificateHolder certificate -> certificates.add(certificate);
      case PrivateKeyInfo key -> keys.add(bag, key);
      case PKCS8EncryptedPrivateKeyInfo key -> keys.add(bag, key);
      default -> {} // CRLs, secrets and nested contents are of no use here
    }
  }

  private PrivateKey key(Object bag) throws UnusableMaterialException {
    return switch (bag) {
      case PKCS8EncryptedPrivateKeyInfo encrypted -> {
        Encryption.OF_A_PKCS12_FILE.check(encrypted.toASN1Structure().getEncryptionAlgorithm());
        yield PrivateKeyReader.decrypt(encrypted, passphrase, Encryption.OF_A_PKCS12_FILE, budget);
      }
      case PrivateKeyInfo plain -> PrivateKeyReader.toPrivateKey(plain);
      default -> throw new IllegalStateException("no key: " + bag.getClass());
    };
  }

  private UnusableMaterialException wrongPassphrase() {
    return passphrase.length == 0
        ? new UnusableMaterialException(
            "passphrase-missing", "the PKCS#12 file is encrypted; supply its passphrase")
        : new UnusableMaterialException(
            "passphrase-wrong",
            "the passphrase does not open the PKCS#12 file; check it, also for a line end copied"
                + " along");
  }

  static UnusableMaterialException unreadable() {
    return new UnusableMaterialException(
        "pkcs12-unreadable", "the file is not PKCS#12 as common tools write it" + HINT);
  }
}
