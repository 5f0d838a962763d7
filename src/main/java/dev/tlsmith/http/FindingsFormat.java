package dev.tlsmith.http;

import dev.tlsmith.report.Finding;
import dev.tlsmith.report.JunitReport;
import dev.tlsmith.report.SarifReport;
import dev.tlsmith.report.TextReport;
import io.micronaut.http.MediaType;
import java.util.List;

/** What findings can be answered as, the default first. */
enum FindingsFormat {
  /** The service's own: a list of warnings, or a problem. */
  JSON(MediaType.APPLICATION_JSON),
  SARIF("application/sarif+json"),
  /** JUnit's. */
  XML(MediaType.APPLICATION_XML),
  TEXT("text/plain;charset=utf-8");

  private final MediaType mediaType;

  FindingsFormat(String mediaType) {
    this.mediaType = MediaType.of(mediaType);
  }

  MediaType mediaType() {
    return mediaType;
  }

  /**
   * The report.
   *
   * @param subject what was looked at
   * @param version of tlsmith
   * @throws IllegalStateException of {@link #JSON}, which has no report
   */
  String report(List<Finding> findings, String subject, String version) {
    return switch (this) {
      case JSON -> throw new IllegalStateException("JSON is written from records");
      case SARIF -> SarifReport.of(findings, version);
      case XML -> JunitReport.of(findings, subject);
      case TEXT -> TextReport.of(findings);
    };
  }
}
