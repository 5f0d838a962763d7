package dev.tlsmith.report;

import dev.tlsmith.problem.Severity;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Findings for a terminal: a line each, and how many there are. */
public final class TextReport {

  /** What would move a terminal. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private TextReport() {}

  /** The report; it ends with a line feed. */
  public static String of(List<Finding> findings) {
    return findings.stream().map(TextReport::line).collect(Collectors.joining())
        + Stream.of(Severity.values())
            .map(severity -> count(findings, severity))
            .collect(Collectors.joining(", ", "", "\n"));
  }

  private static String line(Finding finding) {
    String where = finding.file() + (finding.place().isEmpty() ? "" : "#" + finding.place());
    String more = finding.documentation() == null ? "" : " (" + finding.documentation() + ")";
    String line =
        "%s: %s: %s [%s]%s"
            .formatted(where, finding.severity().word(), finding.message(), finding.code(), more);
    return CONTROL.matcher(line).replaceAll("\uFFFD") + "\n";
  }

  private static String count(List<Finding> findings, Severity severity) {
    long number = findings.stream().filter(one -> one.severity() == severity).count();
    return String.format(Locale.ROOT, "%d %s%s", number, severity.word(), number == 1 ? "" : "s");
  }
}
