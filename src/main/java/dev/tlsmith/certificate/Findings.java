package dev.tlsmith.certificate;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.problem.Warning;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, and what is merely odd, so that a caller learns all of it at once. */
public final class Findings {

  private final List<Fault> faults = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  public void fault(String pointer, String code, String detail) {
    Fault fault = new Fault(pointer, code, detail);
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }

  public void fault(String pointer, UnusableMaterialException e) {
    fault(pointer, e.code(), e.detail());
  }

  public void warn(String code, String message) {
    Warning warning = new Warning(code, message, null);
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  /** Takes over what others found, after what is here. */
  public void addAll(Findings others) {
    others.faults.forEach(fault -> fault(fault.pointer(), fault.code(), fault.detail()));
    others.warnings.forEach(warning -> warn(warning.code(), warning.message()));
  }

  public int faultCount() {
    return faults.size();
  }

  public boolean hasFaults() {
    return !faults.isEmpty();
  }

  public void throwIfFaulty() {
    if (hasFaults()) {
      throw refusal();
    }
  }

  public InvalidSpecException refusal() {
    return new InvalidSpecException(InvalidSpecException.Kind.UNPROCESSABLE, faults);
  }

  public List<Warning> warnings() {
    return warnings;
  }
}
