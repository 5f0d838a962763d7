package dev.tlsmith.product.resolution;

import dev.tlsmith.certificate.request.CertificationRequest;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.CertificateSource.Acme;
import dev.tlsmith.spec.CertificateSource.CertManager;
import dev.tlsmith.spec.CertificateSource.Csr;
import dev.tlsmith.spec.CertificateSource.ExistingSecret;
import dev.tlsmith.spec.CertificateSource.IssuerReference;
import dev.tlsmith.spec.CertificateSource.Issuing;
import dev.tlsmith.spec.CertificateSource.KeyMaking;
import dev.tlsmith.spec.CertificateSource.Provided;
import dev.tlsmith.spec.CertificateSource.SecretKeyReference;
import dev.tlsmith.spec.CertificateSource.SelfSignedCa;
import dev.tlsmith.spec.CertificateSource.ServiceCa;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.Termination;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What templates see as {@code certificate}: the source, without any secret of it. */
final class CertificateModel {

  private CertificateModel() {}

  static Map<String, Object> of(CertificateSource source, Termination termination) {
    Map<String, Object> model = new LinkedHashMap<>();
    boolean serves = termination != Termination.NONE;
    model.put("source", source.id());
    model.put("issuing", source instanceof Issuing);
    Csr request = source instanceof Csr csr ? csr : null;
    model.put(
        "serviceAuthority",
        source instanceof ServiceCa || (request != null && request.authority() == null));
    // The pair is among the bundle's files; under a request once its caller has added the key.
    model.put("holdsKey", serves && !source.inCluster());
    model.put("keyWithCaller", serves && request != null);
    model.put("inCluster", source.inCluster());
    addIssuance(model, KeyAlgorithm.EC_P256, 0, Subject.EMPTY);
    addCertManager(model, null);
    addExistingSecret(model, null);
    switch (source) {
      case Csr csr ->
          addIssuance(
              model,
              CertificationRequest.algorithm(csr.request()).orElse(KeyAlgorithm.EC_P256),
              csr.validityDays(),
              csr.subject());
      case KeyMaking issuing ->
          addIssuance(model, issuing.keyAlgorithm(), issuing.validityDays(), issuing.subject());
      case Provided provided -> {}
      case ExistingSecret secret -> addExistingSecret(model, secret);
      case CertManager manager -> {
        int days = manager.validityDays() == null ? 0 : manager.validityDays();
        addIssuance(model, manager.keyAlgorithm(), days, manager.subject());
        addCertManager(model, manager);
      }
    }
    return model;
  }

  private static void addIssuance(
      Map<String, Object> model, KeyAlgorithm algorithm, int validityDays, Subject subject) {
    model.put("keyAlgorithm", algorithm.name());
    model.put("validityDays", validityDays);
    model.put(
        "subject",
        Map.of(
            "commonName", text(subject.commonName()),
            "organization", text(subject.organization()),
            "organizationalUnit", text(subject.organizationalUnit()),
            "locality", text(subject.locality()),
            "state", text(subject.state()),
            "country", text(subject.country())));
  }

  private static void addCertManager(Map<String, Object> model, @Nullable CertManager manager) {
    model.put("renewBeforeDays", manager == null ? 0 : manager.renewBeforeDays());
    model.put("ingressShim", manager != null && manager.ingressShim());
    IssuerReference issuer = manager == null ? null : manager.issuer();
    model.put(
        "issuer", issuer == null ? false : Map.of("kind", issuer.kind(), "name", issuer.name()));
    Acme acme = manager == null ? null : manager.acme();
    model.put("acme", acme == null ? false : acme(acme));
    SelfSignedCa ca = manager == null ? null : manager.selfSignedCa();
    model.put("selfSignedCa", ca == null ? false : Map.of("validityDays", ca.validityDays()));
  }

  private static Map<String, Object> acme(Acme acme) {
    return Map.of(
        "email", acme.email(),
        "directory", acme.directory(),
        "directoryUrl", acme.directoryUrl(),
        "solver", Objects.requireNonNullElse(acme.solver(), false),
        "accountKeySecret", text(acme.accountKeySecret()));
  }

  private static void addExistingSecret(
      Map<String, Object> model, @Nullable ExistingSecret secret) {
    model.put("secretName", secret == null ? "" : secret.secretName());
    model.put("keyStoreKey", secret == null ? "" : secret.keyStoreKey());
    model.put("trustStoreKey", secret == null ? "" : secret.trustStoreKey());
    SecretKeyReference password = secret == null ? null : secret.passwordSecret();
    model.put(
        "passwordSecret",
        password == null ? false : Map.of("name", password.name(), "key", password.key()));
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
