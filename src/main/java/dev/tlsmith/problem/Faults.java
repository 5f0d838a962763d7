package dev.tlsmith.problem;

import dev.tlsmith.problem.InvalidSpecException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The faults of several checks that do not depend on one another, so that a caller learns all. */
public final class Faults {

  private final List<Fault> faults = new ArrayList<>();

  /** What the check gives; null if it refused, and its faults are kept. */
  public <T> @Nullable T collect(Supplier<T> check) {
    try {
      return check.get();
    } catch (InvalidSpecException e) {
      faults.addAll(e.faults());
      return null;
    }
  }

  /**
   * Refuses if any check did.
   *
   * @throws InvalidSpecException 422 with all faults, each once
   */
  public void throwIfAny() {
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(Kind.UNPROCESSABLE, faults.stream().distinct().toList());
    }
  }
}
