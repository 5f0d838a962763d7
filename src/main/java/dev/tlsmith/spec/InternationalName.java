package dev.tlsmith.spec;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import java.util.EnumSet;
import java.util.Set;

/**
 * A host name in A-labels, as browsers ask for it: UTS 46, nontransitional, with the rules for
 * hyphens, joiners and directions ({@code "straße.example"} is {@code "xn--strae-oqa.example"}, and
 * not {@code "strasse.example"} as under IDNA2003).
 */
final class InternationalName {

  private static final IDNA UTS46 =
      IDNA.getUTS46Instance(
          IDNA.NONTRANSITIONAL_TO_ASCII
              | IDNA.USE_STD3_RULES
              | IDNA.CHECK_BIDI
              | IDNA.CHECK_CONTEXTJ);

  /**
   * A-labels aside, hosts such as {@code "r3---sn.example.com"} exist, and browsers ask for them.
   */
  private static final Set<IDNA.Error> ALLOWED = EnumSet.of(IDNA.Error.HYPHEN_3_4);

  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;

  private InternationalName() {}

  /**
   * Maps a name.
   *
   * @return lower case, ASCII only
   * @throws IllegalArgumentException if UTS 46 refuses it, or would leave out an invisible
   *     character; the message is a rule that follows the name in a sentence
   */
  static String toAscii(String name) {
    name.codePoints()
        .filter(InternationalName::isInvisible)
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "holds the invisible character U+%04X; leave it out".formatted(c));
            });
    StringBuilder ascii = new StringBuilder();
    IDNA.Info info = new IDNA.Info();
    try {
      UTS46.nameToASCII(name, ascii, info);
    } catch (ICUInputTooLongException e) { // a label that it does not even count
      throw new IllegalArgumentException(rule(IDNA.Error.LABEL_TOO_LONG), e);
    }
    Set<IDNA.Error> errors = EnumSet.noneOf(IDNA.Error.class);
    errors.addAll(info.getErrors());
    errors.removeAll(ALLOWED);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(rule(errors.iterator().next()));
    }
    return ascii.toString();
  }

  /** Such as U+200B; a joiner has a meaning in some scripts, and UTS 46 judges where. */
  private static boolean isInvisible(int c) {
    return UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
        && c != ZERO_WIDTH_NON_JOINER
        && c != ZERO_WIDTH_JOINER;
  }

  private static String rule(IDNA.Error error) {
    return switch (error) {
      case EMPTY_LABEL -> "has nothing between two dots; leave the second dot out";
      case LABEL_TOO_LONG -> "has a label of over 63 characters in A-labels; use a shorter one";
      case DOMAIN_NAME_TOO_LONG -> "is over 253 characters long in A-labels; use a shorter one";
      case LEADING_HYPHEN, TRAILING_HYPHEN, HYPHEN_3_4 ->
          "has a label with a hyphen at an end; only letters and digits can stand there";
      case LEADING_COMBINING_MARK ->
          "has a label that begins with a combining mark; put a letter before it";
      case DISALLOWED, LABEL_HAS_DOT ->
          "holds a character that no host name has (UTS 46); use letters, digits, '-' and '.'";
      case PUNYCODE, INVALID_ACE_LABEL ->
          "has an 'xn--' label that stands for no valid name (UTS 46); write the name itself";
      case BIDI -> "mixes directions of writing in a label (RFC 5893); use one direction";
      case CONTEXTJ ->
          "holds a joiner where it has no meaning (RFC 5892, appendix A); leave it out";
      case CONTEXTO_PUNCTUATION, CONTEXTO_DIGITS ->
          "holds a character out of its context (RFC 5892, appendix A); leave it out";
    };
  }
}
