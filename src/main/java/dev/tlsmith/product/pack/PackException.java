package dev.tlsmith.product.pack;

import java.util.List;
import java.util.stream.Collectors;

/** Product packs that are wrong; the message is for their authors and stops the start. */
public final class PackException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<PackFault> faults;

  /** All faults that were found, at least one. */
  public PackException(List<PackFault> faults) {
    super(
        faults.stream()
            .map(PackFault::toString)
            .collect(Collectors.joining("\n  ", "product packs: ", "")));
    this.faults = List.copyOf(faults);
  }

  /** A single fault of a pack as a whole. */
  public PackException(String pack, String detail) {
    this(List.of(new PackFault(pack, "", 0, detail)));
  }

  /** What is wrong, in the order in which it was found. */
  public List<PackFault> faults() {
    return faults;
  }
}
