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

  /** Adds a fault, unless the same is there. */
  public void fault(String pointer, String code, String detail) {
    Fault fault = new Fault(pointer, code, detail);
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }

  /** Adds a fault for what could not be used. */
  public void fault(String pointer, UnusableMaterialException e) {
    fault(pointer, e.code(), e.detail());
  }

  /** Adds a warning, unless the same is there. */
  public void warn(String code, String message) {
    add(Warning.of(code, message, null));
  }

  /** Adds what was done with what the caller gave, unless the same is there. */
  public void note(String code, String message) {
    add(Warning.note(code, message, null));
  }

  private void add(Warning warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  /** Takes over what others found, after what is here. */
  public void addAll(Findings others) {
    others.faults.forEach(fault -> fault(fault.pointer(), fault.code(), fault.detail()));
    others.warnings.forEach(this::add);
  }

  /** What is wrong, in the order found. */
  public List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** How many faults there are; tells whether a check added one. */
  public int faultCount() {
    return faults.size();
  }

  /** Whether anything is wrong; warnings do not count. */
  public boolean hasFaults() {
    return !faults.isEmpty();
  }

  /**
   * Does nothing where nothing is wrong.
   *
   * @throws InvalidSpecException with all faults
   */
  public void throwIfFaulty() {
    if (hasFaults()) {
      throw refusal();
    }
  }

  /** The refusal that carries all faults, as a 422. */
  public InvalidSpecException refusal() {
    return new InvalidSpecException(InvalidSpecException.Kind.UNPROCESSABLE, faults);
  }

  /** What is odd, in the order found. */
  public List<Warning> warnings() {
    return warnings;
  }
}
