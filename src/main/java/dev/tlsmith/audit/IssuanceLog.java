package dev.tlsmith.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tlsmith.certificate.CertificateSummary;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one JSON object a line for each certificate that was made, and counts it. */
@Singleton
public final class IssuanceLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.tlsmith.audit");
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Clock clock;
  private final Meters meters;

  IssuanceLog(Clock clock, Meters meters) {
    this.clock = clock;
    this.meters = meters;
  }

  /** A line; every field is public knowledge of whoever sees the certificate, or says who asked. */
  private record Line(
      String event,
      String time,
      String caller,
      String requestId,
      String use,
      String serial,
      String sha256Fingerprint,
      String subject,
      List<String> subjectAlternativeNames,
      String issuer,
      String source,
      List<String> products,
      String keyAlgorithm,
      String notBefore,
      String notAfter,
      String specSha256) {}

  /** Writes down what was made, before it is handed out. */
  public void write(IssuanceRecord issuance) {
    for (IssuanceRecord.Made made : issuance.certificates()) {
      CertificateSummary certificate = CertificateSummary.of(made.certificate());
      LOG.info("{}", json(line(issuance, made.use(), certificate)));
      meters.issued(issuance.source(), certificate.keyAlgorithm(), made.use());
    }
  }

  private Line line(
      IssuanceRecord issuance, IssuanceRecord.Use use, CertificateSummary certificate) {
    return new Line(
        "certificate-issued",
        clock.instant().toString(),
        issuance.caller(),
        issuance.requestId(),
        use.id(),
        certificate.serialNumber(),
        certificate.sha256Fingerprint(),
        certificate.subject(),
        certificate.subjectAlternativeNames(),
        certificate.issuer(),
        issuance.source(),
        issuance.products(),
        certificate.keyAlgorithm(),
        certificate.notBefore().toString(),
        certificate.notAfter().toString(),
        issuance.specSha256());
  }

  private static String json(Line line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of ours cannot be written", e);
    }
  }
}
