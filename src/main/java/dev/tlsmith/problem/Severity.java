package dev.tlsmith.problem;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much something that was found matters, the worst first; the words are SARIF's levels. */
public enum Severity {
  /** It will not work, or is not safe: a spec is refused. */
  ERROR,
  /** It works, and something about it may surprise; a strict spec is refused. */
  WARNING,
  /** What was done with what the caller gave, and no harm in it. */
  NOTE;

  /** In lower case, as it is written in JSON and in packs. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
