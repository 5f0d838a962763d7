package dev.tlsmith.certificate.supplied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tlsmith.certificate.Signatures;
import dev.tlsmith.certificate.TlsIdentity;
import dev.tlsmith.certificate.issuing.KeyPairs;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Secret;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SuppliedCertificate;
import dev.tlsmith.support.OddCertificate;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A PKCS#12 file with several keys: one is chosen by its name. */
class Pkcs12KeysTest {

  private static final KeyPairs KEYS = new KeyPairs(new SecureRandom());

  private final SuppliedMaterial supplied = new SuppliedMaterial(Clock.systemUTC());
  private final KeyPair keys = KEYS.generate(KeyAlgorithm.EC_P256);
  private final KeyPair otherKeys = KEYS.generate(KeyAlgorithm.EC_P256);

  @Test
  void withoutAnAliasTheKeysAreNamed() throws Exception {
    Fault fault = refused(file("server", "client"), null);
    assertThat(fault.pointer()).isEqualTo("/certificate/pkcs12");
    assertThat(fault.detail()).contains("2 private keys: 'server', 'client'", "'alias'");
  }

  @ParameterizedTest
  @CsvSource({"server, other", "SERVER, other", "Server, SERVER", "schlüssel-日本, other", ", other"})
  void theOneThatIsNamedIsTaken(@Nullable String name, String other) throws Exception {
    String alias = name == null ? "1" : name;
    TlsIdentity identity = read(file(name, other), alias);
    assertThat(
            Signatures.matches(
                identity.leaf(), keys.getPrivate(), Signatures.challenge(keys.getPrivate())))
        .isTrue();
  }

  @Test
  void upperAndLowerCaseAreOneWhereThatIsClear() throws Exception {
    assertThat(read(file("Server", "client"), "server").leaf()).isNotNull();
  }

  @Test
  void anAliasThatIsNoneIsRefusedWithThoseThatAre() throws Exception {
    Fault fault = refused(file("server", null), "nobody");
    assertThat(fault.pointer()).isEqualTo("/certificate/alias");
    assertThat(fault.code()).isEqualTo("alias-unknown");
    assertThat(fault.detail()).contains("'nobody'", "'server', '2' (without a name)");
  }

  @Test
  void aNameThatTwoKeysHaveIsRefusedWithAWayOut() throws Exception {
    Fault fault = refused(file("same", "same"), "same");
    assertThat(fault.code()).isEqualTo("alias-ambiguous");
    assertThat(fault.detail()).contains("openssl pkcs12");
  }

  private String file(@Nullable String alias, @Nullable String otherAlias) throws Exception {
    X509Certificate leaf = OddCertificate.server("app.example.org", keys).selfSigned();
    X509Certificate other = OddCertificate.server("other.example.org", otherKeys).selfSigned();
    List<PKCS12SafeBag> bags = new ArrayList<>();
    bags.add(key(keys, alias));
    bags.add(key(otherKeys, otherAlias));
    bags.add(new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(leaf)).build());
    bags.add(new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(other)).build());
    PKCS12PfxPduBuilder builder = new PKCS12PfxPduBuilder();
    for (PKCS12SafeBag bag : bags) {
      builder.addData(bag);
    }
    byte[] der = builder.build(null, new char[0]).getEncoded();
    return Base64.getEncoder().encodeToString(der);
  }

  private static PKCS12SafeBag key(KeyPair pair, @Nullable String alias) throws Exception {
    var bag = new PKCS12SafeBagBuilder(PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded()));
    if (alias != null) {
      bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(alias));
    }
    return bag.build();
  }

  private TlsIdentity read(String file, @Nullable String alias) {
    var source = new SuppliedCertificate(null, null, Secret.of(file), null, alias);
    return supplied
        .readIdentity(
            source,
            List.of(SubjectAlternativeName.parse("app.example.org")),
            "/certificate",
            List.of())
        .value();
  }

  private Fault refused(String file, @Nullable String alias) {
    var refusal = catchThrowableOfType(InvalidSpecException.class, () -> read(file, alias));
    assertThat(refusal).isNotNull();
    assertThat(refusal.faults()).hasSize(1);
    return refusal.faults().getFirst();
  }
}
