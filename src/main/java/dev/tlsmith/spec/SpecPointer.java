package dev.tlsmith.spec;

/**
 * JSON pointers (RFC 6901) into a spec in its form with a list of deployments, as faults carry
 * them.
 */
public final class SpecPointer {

  /** The deployments; each stands below it by its index. */
  public static final String DEPLOYMENTS = "/deployments";

  /** Where certificates come from. */
  public static final String CERTIFICATE = "/certificate";

  /** Which kind of source that is. */
  public static final String CERTIFICATE_SOURCE = CERTIFICATE + "/source";

  /** The distinguished name that certificates get. */
  public static final String CERTIFICATE_SUBJECT = CERTIFICATE + "/subject";

  /** What keys are made. */
  public static final String KEY_ALGORITHM = CERTIFICATE + "/keyAlgorithm";

  /** How long certificates hold. */
  public static final String VALIDITY_DAYS = CERTIFICATE + "/validityDays";

  /** The PKCS#10 request of the source {@code csr}. */
  public static final String CERTIFICATION_REQUEST = CERTIFICATE + "/request";

  /** The CA's certificate and those above it. */
  public static final String CA_CERTIFICATES = CERTIFICATE + "/caCertificates";

  /** Certificates that the program trusts besides. */
  public static final String TRUST_ADDITIONAL = "/trust/additional";

  /** The CAs whose client certificates are accepted. */
  public static final String TRUST_CLIENT_CERTIFICATES = "/trust/clientCertificates";

  /** What files are made for. */
  public static final String TARGETS = "/targets";

  private SpecPointer() {}

  /** One deployment, e.g. {@code "/deployments/0"}. */
  public static String deployment(int index) {
    return DEPLOYMENTS + "/" + index;
  }
}
