package dev.tlsmith.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.contrastsecurity.sarif.Result;
import com.contrastsecurity.sarif.Run;
import com.contrastsecurity.sarif.SarifSchema210;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.problem.Warning;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports are read by the programs that they are for. */
class ReportTest {

  private static final String FILE = "deploy/tls file.yaml";
  private static final String ODD = "<a href=\"x\"> & ' \u0001 \uFFFE \uD83D\uDE00 ]]>";
  private static final List<Finding> FINDINGS =
      List.of(
          Finding.of(new Fault("/hosts/0", "malformed-host", ODD), FILE),
          Finding.of(
              Warning.of("self-signed-is-for-testing", "use another", "https://example.com/a"),
              FILE),
          Finding.of(Warning.note("alias-unused", ODD, null), FILE));

  @Test
  void codeScanningReadsEveryFindingWithItsRuleAndPlace() throws Exception {
    SarifSchema210 log =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readValue(SarifReport.of(FINDINGS, "1.2"), SarifSchema210.class);
    assertThat(log.getVersion()).isEqualTo(SarifSchema210.Version._2_1_0);
    Run run = log.getRuns().getFirst();
    assertThat(run.getTool().getDriver().getVersion()).isEqualTo("1.2");
    assertThat(run.getTool().getDriver().getRules())
        .extracting("id")
        .containsExactlyInAnyOrder("malformed-host", "self-signed-is-for-testing", "alias-unused");
    assertThat(run.getResults())
        .extracting(Result::getLevel)
        .containsExactly(Result.Level.ERROR, Result.Level.WARNING, Result.Level.NOTE);
    Result first = run.getResults().getFirst();
    assertThat(first.getRuleId()).isEqualTo("malformed-host");
    assertThat(first.getMessage().getText()).contains("<a href=\"x\">").contains("\uD83D\uDE00");
    assertThat(first.getLocations().getFirst().getPhysicalLocation().getArtifactLocation().getUri())
        .isEqualTo("deploy/tls%20file.yaml");
    assertThat(first.getLocations().getFirst().getLogicalLocations())
        .extracting("fullyQualifiedName")
        .containsExactly("/hosts/0");
  }

  @ParameterizedTest
  @CsvSource({
    "a b.yaml, a%20b.yaml",
    "1:b, ./1:b",
    "c:/d, ./c:/d",
    "d/1:b, d/1:b",
    "//host/x, host/x",
    "../x, ../x",
    "ä?#%, %C3%A4%3F%23%25",
    "[x]^|, %5Bx%5D%5E%7C"
  })
  void anyNameOfAFileIsARelativeReference(String name, String uri) throws Exception {
    Finding finding = new Finding(Severity.NOTE, name, "", "code", "message", null);
    String written =
        JsonMapper.builder()
            .build()
            .readTree(SarifReport.of(List.of(finding), "1"))
            .at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
            .asText();
    assertThat(written).isEqualTo(uri);
    assertThat(URI.create(written).isAbsolute()).isFalse();
  }

  @Test
  void controlCharactersAndHalvesOfPairsAreWrittenSomehow() {
    Finding finding = new Finding(Severity.NOTE, "a\u0000\u001b\uD800\n", "", "code", "m", null);
    assertThat(SarifReport.of(List.of(finding), "1")).contains("\"ruleId\":\"code\"");
    assertThat(JunitReport.of(List.of(finding), "\uD800")).contains("<testcase");
    assertThat(TextReport.of(List.of(finding)).lines())
        .hasSize(2)
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
  }

  @Test
  void aPipelineSeesErrorsAsFailuresAndTheRestAsSkipped() throws Exception {
    ReportTestSuite suite = parsed(FINDINGS);
    assertThat(suite.getNumberOfTests()).isEqualTo(3);
    assertThat(suite.getNumberOfFailures()).isOne();
    assertThat(suite.getNumberOfSkipped()).isEqualTo(2);
    ReportTestCase error = suite.getTestCases().getFirst();
    assertThat(error.getName()).isEqualTo("malformed-host /hosts/0");
    assertThat(error.getFailureType()).isEqualTo("malformed-host");
    assertThat(error.getFailureMessage())
        .isEqualTo("<a href=\"x\"> & ' \uFFFD \uFFFD \uD83D\uDE00 ]]>");
  }

  @Test
  void whereNothingWasFoundOneTestHasPassed() throws Exception {
    ReportTestSuite suite = parsed(List.of());
    assertThat(suite.getNumberOfTests()).isOne();
    assertThat(suite.getTestCases()).allMatch(ReportTestCase::isSuccessful);
  }

  private ReportTestSuite parsed(List<Finding> findings) throws Exception {
    byte[] report = JunitReport.of(findings, FILE).getBytes(StandardCharsets.UTF_8);
    return new TestSuiteXmlParser(new NullConsoleLogger())
        .parse(new InputStreamReader(new ByteArrayInputStream(report), StandardCharsets.UTF_8))
        .getFirst();
  }

  @Test
  void aTerminalGetsALineForEachAndTheirNumbers() {
    assertThat(TextReport.of(FINDINGS).lines())
        .hasSize(4)
        .contains(
            "deploy/tls file.yaml: warning: use another [self-signed-is-for-testing]"
                + " (https://example.com/a)")
        .endsWith("1 error, 1 warning, 1 note");
    assertThat(TextReport.of(FINDINGS)).startsWith("deploy/tls file.yaml#/hosts/0: error: <a");
    assertThat(TextReport.of(List.of())).isEqualTo("0 errors, 0 warnings, 0 notes\n");
  }

  @Test
  void theWordsOfSeverityAreThoseOfSarif() {
    for (Severity severity : Severity.values()) {
      assertThat(Result.Level.fromValue(severity.word()).name()).isEqualTo(severity.name());
    }
  }
}
