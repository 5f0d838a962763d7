package dev.tlsmith.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A label that is too long for DNS is refused by its rule, however it is too long. */
class InternationalNameTest {

  @ParameterizedTest
  @ValueSource(ints = {64, 1_000, 5_000, 100_000})
  void aLabelOfAnyLengthIsRefusedByTheSameRule(int length) {
    for (String character : new String[] {"a", "\u00fc", "\u4e2d"}) {
      String name = character.repeat(length) + ".example";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> InternationalName.toAscii(name))
          .withMessageContaining("63");
    }
  }

  @Test
  void aLabelThatIsAsLongAsDnsAllowsIsRead() {
    String label = "a".repeat(63);
    assertThat(InternationalName.toAscii(label + ".example")).isEqualTo(label + ".example");
  }
}
