package dev.tlsmith.access.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.access.caller.Caller;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.ClusterSource.CertManager;
import dev.tlsmith.spec.ClusterSource.IssuerReference;
import dev.tlsmith.spec.IssuingSource.SelfSigned;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyJudgeTest {

  private static final Policy PAYMENTS = policy("payments.example.com");
  private static final CertificateSource IN_CLUSTER =
      new CertManager(
          new IssuerReference("ClusterIssuer", "corporate"),
          null,
          null,
          Subject.EMPTY,
          KeyAlgorithm.EC_P256,
          null,
          30,
          false);

  private static Policy policy(String... suffixes) {
    return new Policy(
        "payments",
        HostSuffixes.of(List.of(suffixes)),
        AllowedValues.of(List.of("payments", "dev")),
        AllowedValues.of(List.of("acme")),
        AllowedValues.of(List.of("service-ca", "cert-manager")),
        AllowedValues.of(List.of("EC_P256", "RSA_3072")),
        90,
        false,
        60);
  }

  private static List<SubjectAlternativeName> names(String... texts) {
    return Arrays.stream(texts).map(SubjectAlternativeName::parse).toList();
  }

  private static PolicyInput asked(
      String namespace, CertificateSource source, PolicyInput.Product... all) {
    return new PolicyInput(namespace, source, null, false, List.of(all));
  }

  private static List<Fault> judge(Policy policy, PolicyInput asked) {
    return new PolicyJudge("ci", policy).judge(asked);
  }

  private static List<String> codes(List<Fault> faults) {
    return faults.stream().map(Fault::code).toList();
  }

  private static boolean allows(Policy policy, String host) {
    PolicyInput.Product product = new PolicyInput.Product("acme", names(host), names(host));
    return judge(policy, asked("payments", IN_CLUSTER, product)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payments.example.com",
        "api.payments.example.com",
        "a.b.c.payments.example.com",
        "*.payments.example.com",
        "*.api.payments.example.com",
        "API.Payments.Example.COM"
      })
  void aSuffixAllowsItselfAndAllBelowIt(String host) {
    assertThat(allows(PAYMENTS, host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "*.example.com",
        "bank.example.com",
        "evilpayments.example.com",
        "payments.example.com.evil.net",
        "payments.example.org",
        "com",
        "192.0.2.1",
        "2001:db8::1",
        "xn--pyments-q1a.example.com"
      })
  void nothingElseIsUnderASuffix(String host) {
    assertThat(allows(PAYMENTS, host)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "bücher.example.com, a.xn--bcher-kva.example.com, true",
    "xn--bcher-kva.example.com, bücher.example.com, true",
    "bücher.example.com, bucher.example.com, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:0:0::1, 2001:DB8::1, true",
    "2001:db8::1, 2001:db8::2, false",
    "*, 192.0.2.2, true",
    "*, '*.example.com', true"
  })
  void suffixesAndHostsAreComparedAsTheyStandInACertificate(
      String suffix, String host, boolean allowed) {
    assertThat(allows(policy(suffix), host)).isEqualTo(allowed);
  }

  @Test
  void anEmptyListAllowsNothing() {
    assertThat(allows(policy(), "payments.example.com")).isFalse();
  }

  @Test
  void aWildcardIsNoSuffix() {
    assertThatThrownBy(() -> HostSuffixes.of(List.of("*.example.com")))
        .hasMessageContaining("'*.example.com'")
        .hasMessageContaining("use 'example.com'");
  }

  /** A name that came from release, namespace, options or the caller's files. */
  private static List<Fault> derived(String namespace, String name) {
    List<SubjectAlternativeName> hosts = names("payments.example.com");
    List<SubjectAlternativeName> all = Stream.concat(hosts.stream(), names(name).stream()).toList();
    return judge(
        PAYMENTS, asked(namespace, IN_CLUSTER, new PolicyInput.Product("acme", hosts, all)));
  }

  @ParameterizedTest
  @CsvSource({
    "payments, acme",
    "payments, acme.payments",
    "payments, acme.payments.svc",
    "payments, acme.payments.svc.cluster.local",
    "payments, localhost",
    "payments, 127.0.0.1",
    "payments, ::1",
    "payments, acme.payments.example.com",
    "dev, acme.dev.svc",
    "dev, acme.dev.svc.cluster.local"
  })
  void serviceNamesOfTheNamespaceAreInternal(String namespace, String name) {
    assertThat(derived(namespace, name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // a release, compose service or fullnameOverride that is a foreign host
    "payments, bank.example.com",
    "payments, bank.com",
    "payments, bank.com.payments",
    "payments, bank.com.payments.svc",
    // a Service of another namespace
    "payments, vault.infra",
    "payments, vault.infra.svc",
    "payments, vault.infra.svc.cluster.local",
    "payments, vault.infra.payments.svc.cluster.local",
    // a namespace that is called like a top-level domain
    "dev, bank.dev",
    // every name at once
    "payments, '*.payments.svc'",
    // addresses
    "payments, 192.0.2.1",
    "payments, 127.0.0.2",
    // the cluster domain is one name, not what ends like it
    "payments, acme.payments.svc.cluster.local.evil.net",
    "payments, acme.payments.svc.evil"
  })
  void aNameThatCouldBeSomebodyElsesIsJudgedAsAHostWhereverItComesFrom(
      String namespace, String name) {
    List<Fault> faults = derived(namespace, name);
    assertThat(codes(faults)).containsExactly("policy-host-suffix");
    assertThat(faults.getFirst().pointer()).isEqualTo("/deployments/0");
    assertThat(faults.getFirst().detail()).contains("'" + name + "'").contains("your own files");
  }

  @Test
  void withEveryNamespaceANameUnderATopLevelDomainIsAHostAllTheSame() {
    Policy all =
        new Policy(
            "all",
            HostSuffixes.of(List.of("example.com")),
            AllowedValues.ANY,
            AllowedValues.ANY,
            AllowedValues.ANY,
            AllowedValues.ANY,
            90,
            false,
            60);
    List<SubjectAlternativeName> hosts = names("a.example.com");
    for (String ending : List.of("com", "de", "dev", "prod", "app")) {
      List<SubjectAlternativeName> bank = names("bank." + ending);
      assertThat(
              codes(
                  judge(all, asked(ending, IN_CLUSTER, new PolicyInput.Product("x", hosts, bank)))))
          .as(ending)
          .containsExactly("policy-host-suffix");
    }
    // No public ending begins with a digit, and a namespace may.
    for (String namespace : List.of("1e9", "0x7f", "8-bit")) {
      List<SubjectAlternativeName> own = names("acme." + namespace);
      assertThat(judge(all, asked(namespace, IN_CLUSTER, new PolicyInput.Product("x", hosts, own))))
          .as(namespace)
          .isEmpty();
    }
    assertThat(derived("dev", "bank.dev").getFirst().detail())
        .contains("'.dev' is a public ending")
        .contains("allow 'bank.dev' by its name");
    assertThat(
            judge(
                all,
                asked(
                    "billing",
                    IN_CLUSTER,
                    new PolicyInput.Product("x", hosts, names("app.billing")))))
        .isEmpty();
  }

  private static List<String> commonName(String commonName) {
    Subject subject = new Subject(commonName, null, null, null, null, null);
    CertificateSource source =
        new CertManager(
            new IssuerReference("ClusterIssuer", "corporate"),
            null,
            null,
            subject,
            KeyAlgorithm.EC_P256,
            null,
            30,
            false);
    PolicyInput.Product product =
        new PolicyInput.Product(
            "acme", names("payments.example.com"), names("payments.example.com"));
    return codes(judge(PAYMENTS, asked("payments", source, product)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"payments.example.com", "Payments of Acme", "acme", "*.payments.example.com"})
  void aCommonNameIsOneOfTheHostsOrNoHost(String commonName) {
    assertThat(commonName(commonName)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bank.com",
        "BANK.com",
        " bank.com ",
        "bank.com.",
        "*.com",
        "*.example.com",
        "192.0.2.1",
        "2001:db8::1",
        "https://bank.com",
        "bank.com:443",
        "admin@bank.com",
        "bank\u3002com",
        "bank\uFF0Ecom",
        "my bank.com",
        "bücher.example"
      })
  void aCommonNameThatAClientCouldTakeForAForeignHostIsRefused(String commonName) {
    assertThat(commonName(commonName)).containsExactly("policy-host-suffix");
  }

  @Test
  void everyBrokenRuleIsNamedAtOnceWithItsPlace() {
    CertificateSource source = new SelfSigned(Subject.EMPTY, KeyAlgorithm.ED25519, 397, 3650);
    PolicyInput asked =
        new PolicyInput(
            "infra",
            source,
            KeyAlgorithm.RSA_2048,
            true,
            List.of(
                new PolicyInput.Product(
                    "acme", names("payments.example.com"), names("acme.infra.svc")),
                new PolicyInput.Product(
                    "other", names("ok.payments.example.com", "bank.com"), List.of())));
    List<Fault> faults = judge(PAYMENTS, asked);
    assertThat(faults)
        .extracting(fault -> fault.pointer() + " " + fault.code())
        .containsExactly(
            "/namespace policy-namespace",
            "/deployments/1/product policy-product",
            "/deployments/1/hosts/1 policy-host-suffix",
            "/certificate/source policy-source",
            "/certificate/keyAlgorithm policy-key-algorithm",
            "/certificate/validityDays policy-validity",
            "/certificate/request policy-key-algorithm",
            "/certificate/source policy-ca-key");
    assertThat(faults)
        .allSatisfy(
            fault ->
                assertThat(fault.detail())
                    .contains("'ci'")
                    .contains("'payments'")
                    .contains("(" + fault.code() + ")"));
    assertThat(faults.getFirst().detail()).contains("allowed are dev, payments");
    assertThat(faults.get(2).detail()).contains("allowed are payments.example.com and names below");
    assertThat(faults.get(5).detail()).contains("397 days").contains("ask for at most 90");
  }

  @Test
  void whoMayNotHaveACaKeyIsRefusedWhateverLedToIt() {
    assertThatThrownBy(() -> new Caller("ci", PAYMENTS).requireCaKey())
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.FORBIDDEN);
              assertThat(codes(refusal.faults())).containsExactly("policy-ca-key");
            });
    Caller.ANYBODY.requireCaKey();
  }

  @Test
  void whoeverCallsOnLoopbackMayDoEverything() {
    Caller.ANYBODY.require(
        new PolicyInput(
            "anything",
            new SelfSigned(Subject.EMPTY, KeyAlgorithm.ED25519, 825, 3650),
            KeyAlgorithm.RSA_2048,
            true,
            List.of(
                new PolicyInput.Product(
                    "x", names("*.com.example", "192.0.2.1"), names("a.b.c")))));
  }

  /** What is allowed is exactly the suffix and what ends in a dot and the suffix. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomHostsAreJudgedAsThePlainRuleSays(long seed) {
    Random random = new Random(seed);
    List<String> labels = List.of("a", "pay", "payments", "example", "com", "xpayments", "ments");
    Set<String> suffixes = Set.of("payments.example.com", "pay.a");
    Policy policy = policy(suffixes.toArray(String[]::new));
    int allowed = 0;
    for (int i = 0; i < 2000; i++) {
      List<String> parts = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        parts.add(labels.get(random.nextInt(labels.size())));
      }
      if (random.nextInt(3) == 0) {
        parts.addAll(List.of("payments", "example", "com"));
      }
      String name = String.join(".", parts);
      boolean wildcard = parts.size() > 1 && random.nextInt(4) == 0;
      boolean expected = suffixes.stream().anyMatch(s -> name.equals(s) || name.endsWith("." + s));
      assertThat(allows(policy, (wildcard ? "*." : "") + name)).as(name).isEqualTo(expected);
      allowed += expected ? 1 : 0;
    }
    assertThat(allowed).isBetween(200, 1800);
  }
}
