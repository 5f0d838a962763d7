package dev.tlsmith.inspection;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.problem.Severity;
import dev.tlsmith.problem.Warning;
import dev.tlsmith.report.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found, each thing once. */
final class FindingCollector {

  private static final int MOST_FINDINGS = 1_000;

  private final Set<Finding> findings = new LinkedHashSet<>();

  void error(Location location, String code, String message) {
    add(Severity.ERROR, location, code, message);
  }

  void warn(Location location, String code, String message) {
    add(Severity.WARNING, location, code, message);
  }

  void note(Location location, String code, String message) {
    add(Severity.NOTE, location, code, message);
  }

  /** Takes over what the rules for supplied certificates found. */
  void addAll(Location location, Findings others) {
    others.faults().forEach(fault -> error(location, fault.code(), fault.detail()));
    others.warnings().forEach(one -> add(one.severity(), location, one.code(), one.message()));
  }

  private void add(Severity severity, Location location, String code, String message) {
    Warning clean = new Warning(severity, code, message, null);
    findings.add(
        new Finding(severity, location.file(), location.place(), code, clean.message(), null));
  }

  /** The worst first, else in the order found; of very many, the worst. */
  List<Finding> ranked() {
    return new ArrayList<>(findings)
        .stream().sorted(Comparator.comparing(Finding::severity)).limit(MOST_FINDINGS).toList();
  }
}
