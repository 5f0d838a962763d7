package dev.tlsmith.report;

import com.contrastsecurity.sarif.ArtifactLocation;
import com.contrastsecurity.sarif.Location;
import com.contrastsecurity.sarif.LogicalLocation;
import com.contrastsecurity.sarif.Message;
import com.contrastsecurity.sarif.PhysicalLocation;
import com.contrastsecurity.sarif.ReportingDescriptor;
import com.contrastsecurity.sarif.Result;
import com.contrastsecurity.sarif.Run;
import com.contrastsecurity.sarif.SarifSchema210;
import com.contrastsecurity.sarif.Tool;
import com.contrastsecurity.sarif.ToolComponent;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Findings as SARIF 2.1.0, which code scanning reads: <a
 * href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html">OASIS</a>.
 */
public final class SarifReport {

  private static final URI SCHEMA = URI.create("https://json.schemastore.org/sarif-2.1.0.json");
  private static final ObjectMapper JSON =
      JsonMapper.builder().serializationInclusion(JsonInclude.Include.NON_NULL).build();

  private SarifReport() {}

  /**
   * The report.
   *
   * @param version of tlsmith
   */
  public static String of(List<Finding> findings, String version) {
    Map<String, ReportingDescriptor> rules = new LinkedHashMap<>();
    findings.forEach(finding -> rules.putIfAbsent(finding.code(), rule(finding)));
    ToolComponent driver =
        new ToolComponent()
            .withName("tlsmith")
            .withVersion(version)
            .withRules(new LinkedHashSet<>(rules.values()));
    Run run =
        new Run()
            .withTool(new Tool().withDriver(driver))
            .withResults(findings.stream().map(SarifReport::result).toList());
    SarifSchema210 log =
        new SarifSchema210()
            .with$schema(SCHEMA)
            .withVersion(SarifSchema210.Version._2_1_0)
            .withRuns(List.of(run));
    try {
      return JSON.writeValueAsString(log);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report of ours cannot be written", e);
    }
  }

  private static ReportingDescriptor rule(Finding finding) {
    ReportingDescriptor rule = new ReportingDescriptor().withId(finding.code());
    return finding.documentation() == null
        ? rule
        : rule.withHelpUri(URI.create(finding.documentation()));
  }

  private static Result result(Finding finding) {
    Location location =
        new Location()
            .withPhysicalLocation(
                new PhysicalLocation()
                    .withArtifactLocation(new ArtifactLocation().withUri(uri(finding.file()))));
    if (!finding.place().isEmpty()) {
      location.setLogicalLocations(
          Set.of(new LogicalLocation().withFullyQualifiedName(finding.place())));
    }
    return new Result()
        .withRuleId(finding.code())
        .withLevel(Result.Level.fromValue(finding.severity().word()))
        .withMessage(new Message().withText(finding.message()))
        .withLocations(List.of(location));
  }

  /** Any text as a relative reference (RFC 3986 §4.2), whose first segment has no colon. */
  private static String uri(String file) {
    byte[] octets = file.getBytes(StandardCharsets.UTF_8); // half of a pair is '?' from here on
    String path = new String(octets, StandardCharsets.UTF_8).replaceFirst("^/+", "");
    String segment = path.substring(0, (path + "/").indexOf('/'));
    try {
      String encoded = new URI(null, null, "/" + path, null).toASCIIString().substring(1);
      return segment.contains(":") ? "./" + encoded : encoded;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a path behind a slash is always one", e);
    }
  }
}
