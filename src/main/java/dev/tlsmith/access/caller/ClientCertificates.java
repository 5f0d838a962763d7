package dev.tlsmith.access.caller;

import dev.tlsmith.certificate.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which client certificates are whose; the server's trust store has verified them before. */
public final class ClientCertificates {

  private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

  /**
   * What tells a caller's certificate.
   *
   * @param subject the whole subject; null if it does not matter
   * @param dnsName one of its DNS names; null if it does not matter
   * @param caller whose it is
   */
  public record Sign(@Nullable X500Principal subject, @Nullable String dnsName, Caller caller) {

    boolean fits(X509Certificate certificate) {
      boolean bySubject = subject == null || subject.equals(certificate.getSubjectX500Principal());
      boolean byName = dnsName == null || CertificateNames.dnsNames(certificate).contains(dnsName);
      return bySubject && byName && (subject != null || dnsName != null);
    }
  }

  private final List<Sign> signs;

  public ClientCertificates(List<Sign> signs) {
    this.signs = List.copyOf(signs);
  }

  /** Whose certificate it is; nobody's if it could be that of several callers. */
  @Nullable Caller callerOf(X509Certificate certificate) {
    Set<Caller> callers =
        signs.stream()
            .filter(sign -> sign.fits(certificate))
            .map(Sign::caller)
            .collect(Collectors.toSet());
    if (callers.size() > 1) {
      LOG.warn("A client certificate is that of {}; it is taken for none of them", callers);
    }
    return callers.size() == 1 ? callers.iterator().next() : null;
  }
}
