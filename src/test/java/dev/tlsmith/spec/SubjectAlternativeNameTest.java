package dev.tlsmith.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectAlternativeNameTest {

  @ParameterizedTest
  @CsvSource({
    "app.example.org, app.example.org",
    "APP.Example.org, app.example.org",
    "*.example.org, *.example.org",
    "localhost, localhost",
    "a, a",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "bücher.example, xn--bcher-kva.example",
    "*.bücher.example, *.xn--bcher-kva.example",
    "1a.example, 1a.example",
    "0x7f.example, 0x7f.example",
  })
  void aHostNameIsFoldedToLowerCaseAndALabels(String text, String value) {
    assertThat(SubjectAlternativeName.parse(text)).isEqualTo(new DnsName(value));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "::1, ::1",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:DB8:0:0:0:0:0:7, 2001:db8::7",
    "fe80::1, fe80::1",
  })
  void anAddressTakesItsCanonicalText(String text, String value) {
    assertThat(SubjectAlternativeName.parse(text)).isEqualTo(new IpAddress(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "*.*.org",
        "-a.org",
        "a-.org",
        " a.org",
        "a.org ",
        "a..org",
        ".org",
        "a.",
        "*",
        "*.",
        "*a.example.org",
        "a*.example.org",
        "a.*.org",
        "a_b.org",
        "a/b",
        "a\tb",
        "a.org\n",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4.5",
        "127.1",
        "[::1]",
        "fe80::1%eth0",
        ":::1",
        "1::2::3",
        "10.0.0.1/8",
        "a\u0000b",
        "{{7*7}}",
        "$(id)",
        "https://a.org",
        "a.org:443"
      })
  void anythingElseIsRefusedWithTheOffendingValue(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubjectAlternativeName.parse(text))
        .withMessageContaining("'" + text + "'");
  }

  @Test
  void aWildcardOverATopLevelDomainIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubjectAlternativeName.parse("*.org"))
        .withMessageContaining("top-level domain");
  }

  @Test
  void aLabelHasAtMost63CharactersAndANameAtMost253() {
    String label = "a".repeat(63);
    String longest = "%1$s.%1$s.%1$s.%2$s".formatted(label, "a".repeat(61));
    assertThat(SubjectAlternativeName.parse(longest).value()).hasSize(253);
    assertThatThrownBy(() -> SubjectAlternativeName.parse(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SubjectAlternativeName.parse("a" + label + ".org"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSampleOfAWildcardIsAHostThatItCovers() {
    assertThat(new DnsName("*.example.org").sample()).endsWith(".example.org").doesNotContain("*");
    assertThat(new DnsName("a.example.org").sample()).isEqualTo("a.example.org");
  }

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyGeneratedHostNameIsReadAndReadsBack(int seed) {
    Random random = new Random(seed);
    String labels =
        IntStream.rangeClosed(0, random.nextInt(1, 4))
            .mapToObj(i -> label(random))
            .collect(Collectors.joining("."));
    String name = (random.nextBoolean() ? "*." : "") + labels;
    SubjectAlternativeName read = SubjectAlternativeName.parse(name.toUpperCase(Locale.ROOT));
    assertThat(read).isEqualTo(new DnsName(name));
    assertThat(SubjectAlternativeName.parse(read.value())).isEqualTo(read);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyGeneratedAddressKeepsItsOctets(int seed) throws Exception {
    Random random = new Random(seed);
    byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(octets);
    String text = InetAddress.getByAddress(octets).getHostAddress();
    assertThat(SubjectAlternativeName.parse(text))
        .isInstanceOfSatisfying(
            IpAddress.class, address -> assertThat(address.octets()).isEqualTo(octets));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noGeneratedNoiseIsReadAsAnythingButAName(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String noise =
          random
              .ints(random.nextInt(1, 12), 0, 0x250)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      try {
        String value = SubjectAlternativeName.parse(noise).value();
        assertThat(value).as("from '%s'", noise).matches("[a-z0-9.*:-]+");
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining(noise);
      }
    }
  }

  private static String label(Random random) {
    String inner = "abcdefghijklmnopqrstuvwxyz0123456789";
    StringBuilder label = new StringBuilder("n"); // never all digits, never a punycode prefix
    int length = random.nextInt(20);
    for (int i = 0; i < length; i++) {
      label.append(inner.charAt(random.nextInt(inner.length())));
    }
    return label.toString();
  }
}
