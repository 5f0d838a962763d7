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
    "r3---sn.example, r3---sn.example",
    "straße.example.com, xn--strae-oqa.example.com",
    "*.STRASSE.example.com, *.strasse.example.com",
    "faß.example, xn--fa-hia.example",
    "βόλος.example, xn--nxasmm1c.example",
    "a。example。com, a.example.com",
    "xn--STRAE-oqa.example.com, xn--strae-oqa.example.com",
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u200Bb.example",
        "a\u00ADb.example",
        "a\u2060b.example",
        "a\u200Db.example",
        "\u0301a.example",
        "1\u0660.example",
        "xn--a.example",
        "xn--.example",
        "xn--a-0ba.example.xn--0",
        "010.1.1.1"
      })
  void whatUts46CannotMapIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubjectAlternativeName.parse(text))
        .withMessageContaining("; ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://kestra.example.com:8443/ui | carries a scheme; write 'kestra.example.com'",
        "https://[::1]:8443 | carries a scheme; write '::1'",
        "kestra.example.com:8443 | carries a port; write 'kestra.example.com', and the port as"
            + " 'publicPort'",
        "kestra.example.com. | ends in a dot, which no certificate has; write 'kestra.example.com'",
        "kes_tra.example.com | holds '_', which no host name has (RFC 1123 §2.1); write"
            + " 'kes-tra.example.com'",
        "*.*.example.com | has '*' elsewhere than as its whole leftmost label (RFC 9525 §6.3); use"
            + " e.g. '*.example.org'",
        "a.*.example.com | has '*' elsewhere than as its whole leftmost label (RFC 9525 §6.3); use"
            + " e.g. '*.example.org'",
        "* | would cover everything; use e.g. '*.example.org'",
        "a.example.com,b.example.com | names several; give each as an entry of its own, in a form"
            + " by repeating the field: hosts=a.example.org&hosts=b.example.org",
        "kestra.example.com/path | carries a path; write 'kestra.example.com'",
        "ops@kestra.example.com | carries a user, as a mail address does; write"
            + " 'kestra.example.com'",
        "a.example.com, | ends in ','; write 'a.example.com'",
        "a.example.com; | ends in ';'; write 'a.example.com'",
        "a.example.com?x=1 | carries a query; write 'a.example.com'",
        "a.example.com:8443?x | carries a query; write 'a.example.com'",
        "a.example.com#top | carries a fragment; write 'a.example.com'",
        "\"a.example.com\" | stands in quotes of its own; write 'a.example.com'",
        "`a.example.com` | stands in quotes of its own; write 'a.example.com'",
        "<a.example.com> | stands in quotes of its own; write 'a.example.com'",
        "10.0.0.0/8 | is a range of addresses, which no certificate has; name each address",
        "[::1] | has an address in brackets, as URLs do; write '::1'",
        "fe80::1%eth0 | carries a zone, which is local to a machine; write 'fe80::1'",
        "256.1.1.1 | is not an IPv4 address; give four numbers from 0 to 255 without leading zeros",
        ".example.com | begins with a dot; write 'example.com', or '*.example.com' for all names"
            + " directly below it",
        "a..example.com | has nothing between two dots; write 'a.example.com'",
        "app.example.1 | ends in a number, which no DNS name does; use e.g. 'app.example.org'",
        "-a.example.com | has a label with a hyphen at an end; only letters and digits can stand"
            + " there",
        "xn--zzzzzz---.example | has an 'xn--' label that stands for no valid name (UTS 46); write"
            + " the name itself",
      })
  void aMessageSaysWhichRuleAHostBreaksAndWhatToWrite(String host, String rule) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubjectAlternativeName.parse(host))
        .withMessage("'%s' %s", host, rule);
  }

  @Test
  void thePasswordInAUrlIsNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SubjectAlternativeName.parse("https://me:hunter2@app.example.org/"))
        .withMessage("'https://…@app.example.org/' carries a scheme; write 'app.example.org'");
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
        assertThat(e).hasMessageStartingWith("'" + noise + "' ");
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
