package dev.tlsmith.access.policy;

import com.google.common.net.InternetDomainName;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds every rule of one caller's policy that a spec breaks. */
public final class PolicyJudge {

  private static final String HOST = "policy-host-suffix";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  /** What no text without a name in it has; the last three are dots to IDNA (RFC 3490 §3.1). */
  private static final Pattern NAME_LIKE = Pattern.compile("[.:*/@\u3002\uFF0E\uFF61]");

  private final String caller;
  private final Policy policy;

  public PolicyJudge(String caller, Policy policy) {
    this.caller = caller;
    this.policy = policy;
  }

  /** Every broken rule, with pointers of the form with a {@code deployments} list. */
  public List<Fault> judge(PolicyInput input) {
    List<Fault> faults = new ArrayList<>();
    allow(
        policy.namespaces(),
        input.namespace(),
        "/namespace",
        "policy-namespace",
        "namespace",
        faults);
    for (int i = 0; i < input.deployments().size(); i++) {
      judge(input.deployments().get(i), SpecPointer.deployment(i), input.namespace(), faults);
    }
    judge(input.certificate(), faults);
    judge(input.keyOfRequest(), SpecPointer.CERTIFICATION_REQUEST, faults);
    if (input.returnsCaKey()) {
      faults.addAll(judgeCaKey());
    }
    return faults;
  }

  /** Judges a bundle that holds the key of its own CA; empty if the policy allows it. */
  public List<Fault> judgeCaKey() {
    if (policy.returnCaKey()) {
      return List.of();
    }
    String rule = "a bundle with the key of the CA that signed it";
    String fix = "use a 'source' that makes no CA, and 'termination' without a backend under one";
    return List.of(fault(SpecPointer.CERTIFICATE_SOURCE, "policy-ca-key", rule, fix));
  }

  private void judge(@Nullable KeyAlgorithm algorithm, String pointer, List<Fault> faults) {
    if (algorithm != null) {
      allow(
          policy.keyAlgorithms(),
          algorithm.name(),
          pointer,
          "policy-key-algorithm",
          "key algorithm",
          faults);
    }
  }

  private void judge(PolicyInput.Product product, String at, String namespace, List<Fault> faults) {
    allow(policy.products(), product.id(), at + "/product", "policy-product", "product", faults);
    for (int i = 0; i < product.hosts().size(); i++) {
      SubjectAlternativeName host = product.hosts().get(i);
      if (!policy.hosts().allows(host)) {
        faults.add(host(at + "/hosts/" + i, "the host '%s'".formatted(host.value())));
      }
    }
    for (SubjectAlternativeName name : product.names()) {
      boolean derived = !product.hosts().contains(name) && !isInternal(name, namespace);
      if (derived && !policy.hosts().allows(name)) {
        faults.add(derived(at, name.value(), namespace));
      }
    }
  }

  private Fault derived(String at, String name, String namespace) {
    String what =
        "the name '%s', which release, namespace, options or your own files would put into the"
            + " certificate";
    String publicly =
        "; '.%s' is a public ending, so that the operator has to allow '%s' by its name, or the"
            + " namespace has to be another";
    boolean ofService =
        name.endsWith("." + namespace) && name.indexOf('.') == name.lastIndexOf('.');
    return fault(
        at,
        HOST,
        what.formatted(name),
        allowedHosts() + (ofService ? publicly.formatted(namespace, name) : ""));
  }

  private String allowedHosts() {
    return "allowed are " + policy.hosts().inWords();
  }

  /**
   * Whether a name can only be one of the namespace's Services, of a compose project's services, or
   * of the machine itself. {@code service.namespace} can be a public name as well, where the
   * namespace has the name of a top-level domain such as {@code dev}; then it counts as a host.
   */
  private static boolean isInternal(SubjectAlternativeName name, String namespace) {
    String text = name.value();
    if (LOOPBACK.contains(text)) {
      return true;
    }
    if (name instanceof IpAddress) {
      return false;
    }
    int dot = text.indexOf('.');
    String service = dot < 0 ? text : text.substring(0, dot);
    String rest = dot < 0 ? "" : text.substring(dot);
    String own = "." + namespace;
    boolean inNamespace =
        rest.isEmpty()
            || rest.equals(own + ".svc")
            || rest.equals(own + ".svc.cluster.local")
            || (rest.equals(own) && !hasPublicEnding(text));
    return inNamespace && LABEL.matcher(service).matches();
  }

  /** None ends in a label that begins with a digit, as that of a namespace may. */
  private static boolean hasPublicEnding(String name) {
    return InternetDomainName.isValid(name) && InternetDomainName.from(name).hasRegistrySuffix();
  }

  private void judge(CertificateSource source, List<Fault> faults) {
    allow(
        policy.sources(),
        source.id(),
        SpecPointer.CERTIFICATE_SOURCE,
        "policy-source",
        "certificate source",
        faults);
    judge(source.keyAlgorithm(), SpecPointer.KEY_ALGORITHM, faults);
    Integer days = source.validityDays();
    if (days != null && days > policy.maxValidityDays()) {
      faults.add(
          fault(
              SpecPointer.VALIDITY_DAYS,
              "policy-validity",
              "a validity of %d days".formatted(days),
              "ask for at most %d".formatted(policy.maxValidityDays())));
    }
    Subject subject = source.subject();
    String commonName = subject == null ? null : subject.commonName();
    if (commonName != null && !isAllowedCommonName(commonName)) {
      faults.add(
          host(
              SpecPointer.CERTIFICATE_SUBJECT + "/commonName",
              "the common name '%s', which some clients take for a host".formatted(commonName)));
    }
  }

  /** A text that is no name at all is allowed: nobody would connect to it. */
  private boolean isAllowedCommonName(String text) {
    try {
      SubjectAlternativeName name = SubjectAlternativeName.parse(text.strip());
      boolean single = name instanceof DnsName && name.value().indexOf('.') < 0;
      return single || policy.hosts().allows(name);
    } catch (IllegalArgumentException e) {
      return policy.hosts().any() || !NAME_LIKE.matcher(text).find();
    }
  }

  private Fault host(String pointer, String what) {
    return fault(pointer, HOST, what, allowedHosts());
  }

  private void allow(
      AllowedValues allowed,
      String value,
      String pointer,
      String code,
      String what,
      List<Fault> faults) {
    if (!allowed.contains(value)) {
      String asked = "the %s '%s'".formatted(what, value);
      faults.add(fault(pointer, code, asked, "allowed are " + allowed.inWords()));
    }
  }

  private Fault fault(String pointer, String code, String what, String fix) {
    String detail = "'%s' may not have %s: the policy '%s' does not allow it (%s); %s";
    return new Fault(pointer, code, detail.formatted(caller, what, policy.name(), code, fix));
  }
}
