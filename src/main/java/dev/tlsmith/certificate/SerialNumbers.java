package dev.tlsmith.certificate;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * Serial numbers of supplied certificates that some clients refuse: RFC 5280 §4.1.2.2 wants them
 * positive and of at most 20 octets.
 */
public final class SerialNumbers {

  private static final String CODE = "serial-number";
  private static final int MOST_OCTETS = 20;

  private SerialNumbers() {}

  /**
   * Judges the serial numbers.
   *
   * @param pointer of the certificates in the spec
   * @param readInCluster whether Kubernetes and its controllers read them: those are Go programs,
   *     and since 1.23 Go's crypto/x509 parses no certificate with a negative number
   * @return a warning for each that is out of the ordinary
   * @throws InvalidSpecException 422 for negative ones that are read in a cluster
   */
  public static List<Warning> check(
      Collection<X509Certificate> certificates, String pointer, boolean readInCluster) {
    Findings findings = new Findings();
    for (X509Certificate certificate : certificates) {
      BigInteger serial = certificate.getSerialNumber();
      String subject = CertificateNames.subject(certificate);
      if (serial.signum() < 0 && readInCluster) {
        findings.fault(
            pointer,
            CODE,
            ("'%s' has a negative serial number (%s), and Go refuses such a certificate:"
                    + " Kubernetes, its Ingress controllers and kubectl cannot read it; have it"
                    + " reissued, or leave 'helm' and 'kubernetes' out of 'targets'")
                .formatted(subject, Pem.serialNumber(certificate)));
      } else if (serial.signum() < 0) {
        findings.warn(
            CODE,
            ("'%s' in %s has a negative serial number (%s), and programs in Go (Traefik, Caddy,"
                    + " Prometheus, Docker) refuse such a certificate; have it reissued")
                .formatted(subject, pointer, Pem.serialNumber(certificate)));
      } else if (serial.signum() == 0 || serial.bitLength() > MOST_OCTETS * Byte.SIZE - 1) {
        findings.warn(
            CODE,
            ("the serial number of '%s' in %s is %s, and RFC 5280 wants one above zero of at most"
                    + " %d octets, so that some programs may refuse it; have it reissued")
                .formatted(
                    subject,
                    pointer,
                    serial.signum() == 0 ? "zero" : "longer than that",
                    MOST_OCTETS));
      }
    }
    findings.throwIfFaulty();
    return findings.warnings();
  }
}
