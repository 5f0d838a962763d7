package dev.tlsmith.product.helm;

import java.util.List;

/** What was given is no packed chart, or none that may be used. */
public final class UnreadableChartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  UnreadableChartException(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** What is wrong, each as a sentence's end with what to do: {@code "has no Chart.yaml, …"}. */
  public List<String> faults() {
    return faults;
  }
}
