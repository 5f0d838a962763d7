package dev.tlsmith.access;

import dev.tlsmith.problem.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** The policy or the tokens are wrong: the service does not start, or stays with those before. */
public final class AccessException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param faults at least one; the pointer of each begins with the file
   */
  AccessException(List<Fault> faults) {
    super(
        faults.stream()
            .map(fault -> fault.pointer() + ": " + fault.detail())
            .collect(
                Collectors.joining("\n  ", "access is not configured as it must be:\n  ", "")));
  }
}
