package dev.tlsmith.request;

import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.SpecPointer;
import dev.tlsmith.spec.TlsSpec;
import java.util.function.Supplier;

/**
 * A spec as it was asked for.
 *
 * @param spec with a list of deployments
 * @param single whether the caller wrote the fields of a single deployment at the top level
 * @param at JSON Pointer to the spec within the body; {@code ""} where the body is the spec
 */
public record SpecRequest(TlsSpec spec, boolean single, String at) {

  private static final String FIRST = SpecPointer.deployment(0);

  /** Runs something, and makes the pointers of its faults those of the caller's own form. */
  public <T> T answer(Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidSpecException refusal) {
      throw new InvalidSpecException(
          refusal.kind(), refusal.faults().stream().map(this::asWritten).toList());
    }
  }

  private Fault asWritten(Fault fault) {
    return single && fault.pointer().startsWith(FIRST)
        ? new Fault(at + fault.pointer().substring(FIRST.length()), fault.code(), fault.detail())
        : fault.below(at);
  }
}
