package dev.tlsmith.product.resolution;

import dev.tlsmith.certificate.request.CertificationRequest;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.CertificateSource.KeyOrigin;
import dev.tlsmith.spec.ClusterSource.Acme;
import dev.tlsmith.spec.ClusterSource.CertManager;
import dev.tlsmith.spec.ClusterSource.ExistingSecret;
import dev.tlsmith.spec.ClusterSource.IssuerReference;
import dev.tlsmith.spec.ClusterSource.SecretKeyReference;
import dev.tlsmith.spec.ClusterSource.SelfSignedCa;
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
    boolean serves = termination.servesTls();
    KeyOrigin key = source.keyOrigin();
    boolean request = key == KeyOrigin.REQUEST;
    model.put("source", source.id());
    model.put("renewedBy", source.renewedBy());
    model.put("issuing", key == KeyOrigin.GENERATED || request);
    model.put("makesCa", source.makesCa(Termination.APPLICATION));
    model.put("serviceAuthority", source.ofServiceCa());
    model.put("supplied", key == KeyOrigin.SUPPLIED);
    // The pair is among the bundle's files; under a request once its caller has added the key.
    model.put("holdsKey", serves && !source.inCluster());
    model.put("keyWithCaller", serves && request);
    model.put("inCluster", source.inCluster());
    model.put("issuedInCluster", key == KeyOrigin.CLUSTER_ISSUER);
    model.put("inSecret", key == KeyOrigin.CLUSTER_SECRET);
    addIssuance(model, source);
    addCertManager(model, source instanceof CertManager manager ? manager : null);
    addExistingSecret(model, source instanceof ExistingSecret secret ? secret : null);
    return model;
  }

  private static void addIssuance(Map<String, Object> model, CertificateSource source) {
    Subject subject = Objects.requireNonNullElse(source.subject(), Subject.EMPTY);
    model.put("keyAlgorithm", CertificationRequest.algorithm(source).name());
    model.put("validityDays", Objects.requireNonNullElse(source.validityDays(), 0));
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
