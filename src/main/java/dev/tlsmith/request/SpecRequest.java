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
 */
public record SpecRequest(TlsSpec spec, boolean single) {

  private static final String FIRST = SpecPointer.deployment(0);

  /** Runs something, and makes the pointers of its faults those of the caller's own form. */
  public <T> T answer(Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidSpecException refusal) {
      if (!single) {
        throw refusal;
      }
      throw new InvalidSpecException(
          refusal.kind(), refusal.faults().stream().map(SpecRequest::atTop).toList());
    }
  }

  private static Fault atTop(Fault fault) {
    return fault.pointer().startsWith(FIRST)
        ? new Fault(fault.pointer().substring(FIRST.length()), fault.code(), fault.detail())
        : fault;
  }
}
