package dev.tlsmith.rendering.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a plain scalar is to Helm and to compose, which both read YAML with go-yaml: no numbers to
 * the base of 60, underscores within a number, {@code 0o14} and {@code 014} octal, and what no
 * number can hold is text.
 *
 * @see <a href="https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v2/resolve.go">goyaml.v2
 *     </a>
 */
final class YamlScalars {

  /** Of a scalar without quotes and without a tag. */
  static final Tag PLAIN = new Tag("tag:tlsmith.dev,2026:plain");

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Set<String> ALSO_TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
  private static final Set<String> ALSO_FALSE =
      Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");
  private static final Pattern INTEGER =
      Pattern.compile("[-+]?(?:0[xX][0-9a-fA-F]++|0[oO][0-7]++|0[bB][01]++|0[0-7]*+|[1-9][0-9]*+)");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]++|[0-9]++(?:\\.[0-9]*+)?)(?:[eE][-+]?[0-9]++)?");
  private static final int LONGEST_NUMBER = 400;
  private static final BigInteger GREATEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final BigInteger LEAST = BigInteger.TWO.pow(63).negate();
  private static final double EXACT = 0x1p53;

  private YamlScalars() {}

  /** Text, a boolean, a number, or null. A number without a fraction is a {@link Long}. */
  static @Nullable Object plain(String text, YamlDialect dialect) {
    if (NULLS.contains(text)) {
      return null;
    }
    boolean helm = dialect == YamlDialect.HELM;
    if (TRUE.contains(text) || (helm && ALSO_TRUE.contains(text))) {
      return true;
    }
    if (FALSE.contains(text) || (helm && ALSO_FALSE.contains(text))) {
      return false;
    }
    boolean digits = "+-.0123456789".indexOf(text.charAt(0)) >= 0;
    return digits && text.length() <= LONGEST_NUMBER ? number(text) : text;
  }

  private static Object number(String text) {
    String plain = text.replace("_", "");
    if (INTEGER.matcher(plain).matches()) {
      BigInteger value = integer(plain);
      if (value.compareTo(LEAST) >= 0 && value.compareTo(GREATEST) <= 0) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValueExact() : value;
      }
    }
    if (FLOAT.matcher(plain).matches()) {
      double value = Double.parseDouble(plain);
      if (!Double.isInfinite(value)) {
        return value == Math.rint(value) && Math.abs(value) < EXACT ? (Object) (long) value : value;
      }
    }
    return text;
  }

  private static BigInteger integer(String text) {
    boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
    String digits = signed ? text.substring(1) : text;
    String prefix = digits.substring(0, Math.min(2, digits.length())).toLowerCase(Locale.ROOT);
    BigInteger value =
        switch (prefix) {
          case "0x" -> new BigInteger(digits.substring(2), 16);
          case "0o" -> new BigInteger(digits.substring(2), 8);
          case "0b" -> new BigInteger(digits.substring(2), 2);
          default -> new BigInteger(digits, digits.charAt(0) == '0' ? 8 : 10);
        };
    return text.charAt(0) == '-' ? value.negate() : value;
  }
}
