package dev.tlsmith.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyParserTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(String text) {
    return BodyParser.json(utf8(text));
  }

  private static ObjectNode yaml(String text) {
    return BodyParser.yaml(utf8(text));
  }

  private static List<Fault> faults(Runnable parsing) {
    InvalidSpecException refusal = catchThrowableOfType(InvalidSpecException.class, parsing::run);
    assertThat(refusal).as("it is refused").isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.MALFORMED);
    assertThat(refusal.faults().toString())
        .doesNotContainPattern("(java|com|org)\\.[a-z]|Exception|Parser|Token|Node");
    return refusal.faults();
  }

  private static Fault jsonFault(byte[] body) {
    List<Fault> faults = faults(() -> BodyParser.json(body));
    assertThat(faults).hasSize(1);
    return faults.getFirst();
  }

  private static Fault yamlFault(byte[] body) {
    List<Fault> faults = faults(() -> BodyParser.yaml(body));
    assertThat(faults).hasSize(1);
    return faults.getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.10", "1.0", "1.30", "10", "0.24"})
  void aNumberKeepsItsText(String number) {
    assertThat(json("{\"version\":" + number + "}").path("version").asText()).isEqualTo(number);
    assertThat(yaml("version: " + number).path("version").asText()).isEqualTo(number);
  }

  @Test
  void jsonAndYamlOfTheSameContentAreTheSameTree() {
    assertThat(yaml("a: 1\nb: [x, true, null, 1.50]\nc: {d: 'é\u1f600', e: \"\"}"))
        .isEqualTo(
            json("{\"a\":1,\"b\":[\"x\",true,null,1.50],\"c\":{\"d\":\"é\u1f600\",\"e\":\"\"}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\\n \"a\":2} | line 2, column 5 | a field stands twice; keep one",
        "{\"a\":{\"b\":1,\"b\":1}} | line 1, column 16 | a field stands twice; keep one",
        "{\"a\":1} x | line 1, column 9 | a character or an indentation there is not allowed; mend"
            + " it",
        "{\"a\":1} {} | line 1, column 9 | something follows the first document; send one",
        "{\"a\": | line 1, column 6 | it ends too early; send the whole of it",
        "{\"a\":NaN} | line 1, column 9 | a character or an indentation there is not allowed; mend"
            + " it",
        "{\"a\":Infinity} | line 1 | a character or an indentation there is not allowed; mend it",
        "{'a':1} | line 1, column 2 | a character or an indentation there is not allowed; mend it",
        "{\"a\":1,} | line 1, column 8 | a character or an indentation there is not allowed; mend"
            + " it",
        "{\"a\":01} | line 1 | ",
        "// c\\n{} | line 1, column 1 | ",
      })
  void aJsonFaultHasItsLineAndColumnAndAWayOut(String body, String place, String reason) {
    Fault fault = jsonFault(utf8(body.replace("\\n", "\n")));
    assertThat(fault.pointer()).isEmpty();
    assertThat(fault.code()).isEqualTo("malformed-body");
    assertThat(fault.detail())
        .startsWith("the body is not valid JSON, " + place)
        .endsWith(reason == null ? "" : reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: 1\\na: 2 | line 2 | a field stands twice; keep one",
        "a: &x 1\\nb: *x | line 2, column 4 | YAML aliases are not read; write the value out",
        "a: 1\\n---\\nb: 1 | line 3, column 1 | something follows the first document; send one",
        "a: [1 | line | ",
        "a: b: c | line 1, column | a character or an indentation there is not allowed; mend it",
        "\\ta: 1 | line 1, column 1 | a character or an indentation there is not allowed; mend it",
        "a: '\\n | line | ",
        "a: !!foo *b | line 1 | ",
      })
  void aYamlFaultHasItsLineAndColumnAndAWayOut(String body, String place, String reason) {
    Fault fault = yamlFault(utf8(body.replace("\\n", "\n").replace("\\t", "\t")));
    assertThat(fault.pointer()).isEmpty();
    assertThat(fault.code()).isEqualTo("malformed-body");
    assertThat(fault.detail())
        .startsWith("the body is not valid YAML, " + place)
        .endsWith(reason == null ? "" : reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "null", "1", "\"a\"", "true", "[{\"product\":\"a\"}]"})
  void whatIsNoObjectIsRefused(String body) {
    for (Fault fault : List.of(jsonFault(utf8(body)), yamlFault(utf8(body)))) {
      assertThat(fault.pointer()).isEmpty();
      assertThat(fault.detail()).contains("not an object; send the fields of a spec");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"---", "...", "# only a comment", "- a", "~"})
  void yamlThatIsNoObjectIsRefused(String body) {
    assertThat(yamlFault(utf8(body)).pointer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "yaml"})
  void moreValuesThanAnySpecHasAreRefusedBeforeThereIsATree(String format) {
    byte[] body =
        "{a: [%s]}"
            .formatted("1,".repeat(20_000) + 1)
            .replace("a:", "\"a\":")
            .getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () -> {
              if (format.equals("json")) {
                BodyParser.json(body);
              } else {
                BodyParser.yaml(body);
              }
            })
        .satisfies(
            refusal ->
                assertThat(refusal.faults().getFirst().detail())
                    .contains("it holds more than 10000 values"));
  }

  @Test
  void deepNestingIsRefusedBeforeItHurts() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(jsonFault(utf8(deep)).detail()).endsWith("it is nested too deeply; flatten it");
    assertThat(jsonFault(utf8("{\"a\":".repeat(60) + "1" + "}".repeat(60))).detail())
        .endsWith("it is nested too deeply; flatten it");
    assertThat(yamlFault(utf8("a: " + "[".repeat(60) + "]".repeat(60))).pointer()).isEmpty();
    assertThat(yamlFault(utf8("a: " + "{b: ".repeat(100_000))).pointer()).isEmpty();
    assertThat(json("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}")).isNotEmpty();
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aNumberThatIsHugeIsRefusedBeforeItHurts() {
    assertThat(jsonFault(utf8("{\"a\":" + "9".repeat(100_000) + "}")).detail())
        .endsWith("a number is too long; write it in quotes");
    assertThat(yaml("a: " + "9".repeat(500_000)).path("a").isTextual()).isTrue();
    assertThat(yaml("a: 0." + "9".repeat(500_000)).path("a").isTextual()).isTrue();
    for (String number : List.of("1E+999999999", "1e-999999999", "-1E400")) {
      Fault inJson = jsonFault(utf8("{\"a\":{\"b\":[" + number + "]}}"));
      assertThat(inJson.pointer()).isEqualTo("/a/b/0");
      assertThat(inJson.code()).isEqualTo("out-of-range");
      assertThat(yamlFault(utf8("a: {b: [" + number + "]}"))).isEqualTo(inJson);
    }
  }

  @Test
  void anExponentBeyondEveryLimitIsAParseFault() {
    assertThat(jsonFault(utf8("{\"a\":1e99999999999}")).pointer()).isEmpty();
    assertThat(faults(() -> yaml("a: 1e99999999999"))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "001b", "007f", "0085", "009f", "2028", "2029", "feff", "fffe", "ffff", "d800",
    "dfff"
  })
  void aCharacterThatNoFileCouldCarryIsRefusedWhereItStands(String code) {
    List<Fault> faults =
        faults(() -> json("{\"a~/b\":[\"x\\u" + code + "\"],\"c\":\"\\u" + code + "\"}"));
    assertThat(faults).extracting(Fault::pointer).containsExactly("/a~0~1b/0", "/c");
    assertThat(faults).extracting(Fault::code).containsOnly("control-character");
    assertThat(faults.getFirst().detail())
        .contains("U+" + code.toUpperCase(java.util.Locale.ROOT))
        .endsWith("leave it out");
  }

  @Test
  void suchACharacterInTheNameOfAFieldIsRefusedToo() {
    assertThat(faults(() -> json("{\"a\":{\"x\\u0000\":1}}")))
        .extracting(Fault::pointer)
        .containsExactly("/a");
    assertThat(faults(() -> json("{\"\\ud800\":1}")))
        .extracting(Fault::pointer)
        .containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\0", "\\x07", "\\u0085", "\\N", "\\L", "\\P", "\\e"})
  void anEscapeInYamlIsNoWayAroundThat(String escape) {
    assertThat(faults(() -> yaml("a: \"" + escape + "\""))).isNotEmpty();
  }

  @Test
  void textOfEveryScriptAndPairedSurrogatesAreFine() {
    String text = "Zürich 東京 \ud83d\ude00 \u202e \u00a0 \t \n";
    assertThat(
            json("{\"a\":\"" + text.replace("\t", "\\t").replace("\n", "\\n") + "\"}")
                .path("a")
                .asText())
        .isEqualTo(text);
  }

  @Test
  void aByteOrderMarkAtTheStartIsSkipped() {
    assertThat(BodyParser.json(utf8("\ufeff{\"a\":1}")).path("a").asInt()).isEqualTo(1);
    assertThat(BodyParser.yaml(utf8("\ufeffa: 1")).path("a").asInt()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80})) {
      byte[] json = concat(utf8("{\"a\":\""), bad, utf8("\"}"));
      assertThat(faults(() -> BodyParser.json(json))).isNotEmpty();
      byte[] yaml = concat(utf8("a: \""), bad, utf8("\""));
      assertThat(faults(() -> BodyParser.yaml(yaml))).isNotEmpty();
    }
  }

  private static byte[] concat(byte[]... parts) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: !!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]",
        "a: !!python/object:os.system x",
        "a: !local {b: 1}",
      })
  void aTagCreatesNothing(String body) {
    assertThat(yaml(body).path("a").isContainerNode() || yaml(body).path("a").isTextual()).isTrue();
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aliasesCannotMultiply() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    assertThat(yamlFault(utf8(bomb.toString())).detail()).contains("aliases are not read");
    assertThat(yamlFault(utf8("a: &a {x: 1}\nb:\n  <<: *a")).detail()).contains("aliases");
    assertThat(yamlFault(utf8("&a a: 1\n*a : 2")).detail()).contains("line 2");
  }

  @Test
  void aMessageNeverRepeatsTheBody() {
    assertThatThrownBy(() -> json("{\"privateKey\": hunter2 }"))
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal -> assertThat(refusal.faults().toString()).doesNotContain("hunter2"));
    assertThatThrownBy(() -> yaml("privateKey: 'x\n  hunter2: [\nhunter2: *hunter2"))
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal -> assertThat(refusal.faults().toString()).doesNotContain("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"publicPort: 0443", "publicPort: 0x1bb", "publicPort: 1_000"})
  void aNumberThatVersionsOfYamlReadDifferentlyIsRefused(String yaml) {
    byte[] body = yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThatThrownBy(() -> BodyParser.yaml(body))
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal ->
                assertThat(refusal.faults().getFirst().detail())
                    .contains("line 1")
                    .contains("write it in decimal digits"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", " ", "9", "?", "/"})
  void aWordLongerThanAnyTextOfASpecIsRefusedBeforeItIsParsed(String character) {
    assertThat(yamlFault(utf8("product: " + character.repeat(600_000))).detail())
        .isEqualTo(
            "the body holds a word of more than 524288 bytes, and no text of a spec is as long;"
                + " send less");
    assertThat(yaml("pkcs12: " + "x".repeat(524_288)).path("pkcs12").asText()).hasSize(524_288);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "product: kestra\nhosts: [a.example.com]\n",
        "---\n# a spec\nproduct: kestra\n",
        "deployments:\n- product: kestra\n"
      })
  void yamlThatIsLabelledAsJsonIsAnsweredWithItsMediaType(String body) {
    assertThat(jsonFault(utf8(body)).detail())
        .isEqualTo(
            "the body looks like YAML and is labelled as JSON; add -H 'Content-Type:"
                + " application/yaml' and send it by --data-binary");
  }

  @Test
  void aFormThatIsLabelledAsSomethingElseIsAnsweredWithItsMediaType() {
    byte[] form = utf8("product=kestra&hosts=a.example.com");
    String advice =
        "the body looks like a form and is labelled as %s; add -H 'Content-Type:"
            + " application/x-www-form-urlencoded'";
    assertThat(jsonFault(form).detail()).isEqualTo(advice.formatted("JSON"));
    assertThat(yamlFault(form).detail()).isEqualTo(advice.formatted("YAML"));
    byte[] parts = utf8("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n");
    assertThat(jsonFault(parts).detail()).contains("a multipart form", "multipart/form-data");
    assertThat(yamlFault(parts).detail()).contains("a multipart form", "multipart/form-data");
  }

  @Test
  void aByteOrderMarkBeforeABodyIsNoPartOfIt() {
    assertThat(json("\ufeff{\"a\": 1}")).isEqualTo(json("{\"a\": 1}"));
    assertThat(yaml("\ufeffa: 1")).isEqualTo(json("{\"a\": 1}"));
  }
}
