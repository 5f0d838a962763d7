package dev.tlsmith.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.TreeWalk;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Which characters a text of a spec may hold: none that YAML could not carry unchanged; and how
 * large the exponent of a number may be.
 */
final class TextRules {

  /** Before and among PEM blocks it does no harm: they are decoded, and never emitted as given. */
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /** Comparing {@code 1E+999999999} with a bound would write its digits out. */
  private static final int LARGEST_EXPONENT = 40;

  /** Of a number of forty digits. */
  private static final int MOST_BITS = 133;

  private TextRules() {}

  /**
   * Refuses control characters (but tab and line ends), noncharacters and lone surrogates anywhere,
   * and numbers with an enormous exponent.
   *
   * @throws InvalidSpecException with one fault for each text or number
   */
  static void check(ObjectNode tree) {
    List<Fault> faults = new ArrayList<>();
    TreeWalk.visit(tree, (pointer, value) -> check(pointer, value, faults));
    if (!faults.isEmpty()) {
      throw new InvalidSpecException(InvalidSpecException.Kind.MALFORMED, faults);
    }
  }

  private static void check(String pointer, JsonNode value, List<Fault> faults) {
    if (value.isTextual()) {
      check(pointer, value.textValue(), faults);
    } else if (value.isBigDecimal() || value.isBigInteger()) {
      check(pointer, value.decimalValue(), faults);
    }
    value.fieldNames().forEachRemaining(name -> check(pointer, name, faults));
  }

  private static void check(String pointer, BigDecimal number, List<Fault> faults) {
    if (Math.abs((long) number.scale()) > LARGEST_EXPONENT
        || number.unscaledValue().bitLength() > MOST_BITS) {
      String detail = "the number is larger or finer than any here; write an ordinary one";
      faults.add(new Fault(pointer, "out-of-range", detail));
    }
  }

  private static void check(String pointer, String text, List<Fault> faults) {
    boolean pem = text.contains("-----BEGIN ");
    text.codePoints()
        .filter(c -> refused(c) && !(pem && c == BYTE_ORDER_MARK))
        .findFirst()
        .ifPresent(
            c ->
                faults.add(
                    new Fault(
                        pointer,
                        "control-character",
                        "the text holds U+%04X, which no file made here could carry; leave it out"
                            .formatted(c))));
  }

  private static boolean refused(int c) {
    return switch (c) {
      case '\t', '\n', '\r' -> false;
      default ->
          Character.isISOControl(c)
              || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
              || (c & 0xFFFE) == 0xFFFE
              || c == BYTE_ORDER_MARK
              || c == 0x2028
              || c == 0x2029;
    };
  }
}
