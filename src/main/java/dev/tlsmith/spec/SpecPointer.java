package dev.tlsmith.spec;

/**
 * JSON pointers (RFC 6901) into a spec in its form with a list of deployments, as faults carry
 * them.
 */
public final class SpecPointer {

  public static final String DEPLOYMENTS = "/deployments";
  public static final String CERTIFICATE = "/certificate";
  public static final String CERTIFICATE_SOURCE = CERTIFICATE + "/source";
  public static final String CERTIFICATE_SUBJECT = CERTIFICATE + "/subject";
  public static final String KEY_ALGORITHM = CERTIFICATE + "/keyAlgorithm";
  public static final String VALIDITY_DAYS = CERTIFICATE + "/validityDays";
  public static final String CERTIFICATION_REQUEST = CERTIFICATE + "/request";
  public static final String CA_CERTIFICATES = CERTIFICATE + "/caCertificates";
  public static final String TRUST_ADDITIONAL = "/trust/additional";
  public static final String TRUST_CLIENT_CERTIFICATES = "/trust/clientCertificates";

  private SpecPointer() {}

  /** One deployment, e.g. {@code "/deployments/0"}. */
  public static String deployment(int index) {
    return DEPLOYMENTS + "/" + index;
  }
}
