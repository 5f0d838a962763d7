package dev.tlsmith.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StorePasswordsTest {

  private final StorePasswords passwords = new StorePasswords(new SecureRandom());

  @Test
  void aPasswordHas32LettersAndDigitsAndIsNeverTheSame() {
    var made =
        IntStream.range(0, 100).mapToObj(i -> passwords.generate().secret().reveal()).toList();
    assertThat(made)
        .doesNotHaveDuplicates()
        .allMatch(password -> password.matches("[A-Za-z0-9]{32}"));
  }

  @Test
  void everyCharacterIsAboutEquallyFrequent() {
    var counts =
        IntStream.range(0, 2000)
            .mapToObj(i -> passwords.generate().secret().reveal())
            .flatMapToInt(String::chars)
            .boxed()
            .collect(Collectors.groupingBy(c -> c, Collectors.counting()));
    double expected = 2000 * 32 / 62.0;
    assertThat(counts).hasSize(62);
    assertThat(counts.values()).allMatch(count -> Math.abs(count - expected) < 0.25 * expected);
  }

  @Test
  void aPasswordIsNeverPrinted() {
    assertThat(passwords.generate().toString()).startsWith("StorePassword[secret=***,");
  }
}
