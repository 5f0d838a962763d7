package dev.tlsmith.certificate.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.certificate.UnusableMaterialException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerivationBudgetTest {

  private static final byte[] SALT = new byte[16];

  private final DerivationBudget budget = new DerivationBudget();

  @Test
  void aMillionIterationsAreGranted() {
    assertThatCode(() -> budget.spend(Encryption.OF_A_PKCS12_FILE, pbkdf2("1000000")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"1000001", "2147483648", "99999999999999999999999999", "0", "-1"})
  void moreThanAMillionOrNoneAreRefused(String iterations) {
    assertCostly(() -> budget.spend(Encryption.OF_A_PKCS12_FILE, pbkdf2(iterations)));
    assertCostly(() -> budget.spend(Encryption.OF_A_PKCS12_FILE, pkcs12(iterations)));
    assertCostly(() -> budget.spend(Encryption.OF_A_PKCS12_FILE, mac(iterations)));
  }

  @Test
  void manyDerivationsInOneFileShareOneBudget() throws Exception {
    budget.spend(Encryption.OF_A_PKCS12_FILE, mac("1000000"));
    budget.spend(Encryption.OF_A_PKCS12_FILE, pkcs12("900000"));
    assertCostly(() -> budget.spend(Encryption.OF_A_PKCS12_FILE, pbkdf2("100001")));
  }

  @Test
  void scryptIsGrantedWithOpensslsNumbersAndRefusedBeyond64MiB() {
    assertThatCode(() -> budget.spend(Encryption.OF_A_PKCS12_FILE, scrypt(16384, 8, 1)))
        .doesNotThrowAnyException();
    assertCostly(
        () -> new DerivationBudget().spend(Encryption.OF_A_PKCS12_FILE, scrypt(1 << 20, 8, 1)));
    assertCostly(
        () ->
            new DerivationBudget()
                .spend(Encryption.OF_A_PKCS12_FILE, scrypt(1 << 30, 1 << 20, 1 << 20)));
  }

  @Test
  void anUnknownSchemeIsRefused() {
    var unknown = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.3"));
    var refusal =
        catchThrowableOfType(
            UnusableMaterialException.class,
            () -> budget.spend(Encryption.OF_A_PKCS12_FILE, unknown));
    assertThat(refusal.code()).isEqualTo("encryption-unsupported");
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aKeyThatWouldTakeHoursIsRefusedBeforeItIsTried() {
    var hostile =
        new PKCS8EncryptedPrivateKeyInfo(
            new EncryptedPrivateKeyInfo(pbkdf2("2147483647"), new byte[64]));
    assertCostly(
        () -> PrivateKeyReader.decrypt(hostile, "x".toCharArray(), Encryption.OF_A_KEY, budget));
  }

  private interface Attempt {
    void run() throws UnusableMaterialException;
  }

  private static void assertCostly(Attempt attempt) {
    var refusal = catchThrowableOfType(UnusableMaterialException.class, attempt::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo("derivation-too-costly");
  }

  private static AlgorithmIdentifier pbkdf2(String iterations) {
    return pbes2(
        PKCSObjectIdentifiers.id_PBKDF2,
        PBKDF2Params.getInstance(
            new DERSequence(new ASN1Encodable[] {new DEROctetString(SALT), integer(iterations)})));
  }

  private static AlgorithmIdentifier scrypt(int cost, int blockSize, int parallel) {
    return pbes2(
        MiscObjectIdentifiers.id_scrypt, new ScryptParams(SALT, cost, blockSize, parallel));
  }

  private static AlgorithmIdentifier pbes2(ASN1ObjectIdentifier function, ASN1Encodable value) {
    var cipher =
        new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(SALT));
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_PBES2,
        new PBES2Parameters(new KeyDerivationFunc(function, value), cipher));
  }

  private static AlgorithmIdentifier pkcs12(String iterations) {
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
        PKCS12PBEParams.getInstance(
            new DERSequence(new ASN1Encodable[] {new DEROctetString(SALT), integer(iterations)})));
  }

  private static MacData mac(String iterations) {
    var digest =
        new DigestInfo(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256), new byte[32]);
    return MacData.getInstance(
        new DERSequence(
            new ASN1Encodable[] {digest, new DEROctetString(SALT), integer(iterations)}));
  }

  private static ASN1Integer integer(String value) {
    return new ASN1Integer(new BigInteger(value));
  }
}
