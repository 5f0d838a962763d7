package dev.tlsmith.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.problem.Fault;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.support.ServiceClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormParserTest {

  private static final String ENCODED = "application/x-www-form-urlencoded";

  private static ObjectNode form(String body) {
    return FormParser.parse(body.getBytes(StandardCharsets.UTF_8), ENCODED);
  }

  private static ObjectNode multipart(String body) {
    byte[] bytes = body.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return FormParser.parse(bytes, "multipart/form-data; boundary=b");
  }

  private static ObjectNode yaml(String text) throws JsonProcessingException {
    return (ObjectNode) ServiceClient.YAML.readTree(text);
  }

  private static List<Fault> faults(Runnable parsing) {
    InvalidSpecException refusal = catchThrowableOfType(InvalidSpecException.class, parsing::run);
    assertThat(refusal).as("it is refused").isNotNull();
    assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.MALFORMED);
    assertThat(refusal.faults().toString())
        .doesNotContainPattern("(java|io|org)\\.[a-z]|Exception");
    return refusal.faults();
  }

  /** {@code curl -F existing.files=@a.conf -F existing.files=@b.conf}. */
  @Test
  void filesThatAreToldApartByTheirNamesStandByThem() throws JsonProcessingException {
    String file =
        """
        --b
        Content-Disposition: form-data; name="existing.files"; filename="%1$s"
        Content-Type: application/octet-stream

        %1$s text
        """;
    String body = file.formatted("a.conf") + file.formatted("b.conf") + "--b--\n";
    assertThat(multipart(body))
        .isEqualTo(yaml("{existing: {files: {a.conf: 'a.conf text', b.conf: 'b.conf text'}}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=1 | {a: '1'}",
        "a=1&a=2 | {a: ['1', '2']}",
        "a=1&b.c=2&b.d=3 | {a: '1', b: {c: '2', d: '3'}}",
        "d[0].p=x&d[1].p=y&d[1].h=1&d[1].h=2 | {d: [{p: x}, {p: y, h: ['1', '2']}]}",
        "l[0]=x&l[1]=y | {l: [x, y]}",
        "l[1]=y | {l: [null, y]}",
        "a=x%3Dy%26z+w%25 | {a: 'x=y&z w%'}",
        "a= | {a: ''}",
        "a | {a: ''}",
        "a=%C3%BC | {a: ü}",
        "a[0][1]=x | {a: [[null, x]]}",
      })
  void fieldsBecomeATree(String body, String tree) throws Exception {
    assertThat(form(body)).isEqualTo(yaml(tree));
  }

  @Test
  void multipartKeepsTheLineEndsOfAPem() throws Exception {
    ObjectNode tree =
        multipart(
            """
            --b
            Content-Disposition: form-data; name="certificate.certificates"

            -----BEGIN X-----
            AAAA
            -----END X-----

            --b
            Content-Disposition: form-data; name="hosts"; filename="hosts.txt"
            Content-Type: text/plain

            a.org
            --b--
            """);
    assertThat(tree)
        .isEqualTo(
            yaml(
                "{certificate: {certificates: \"-----BEGIN X-----\\r"
                    + "\\n"
                    + "AAAA\\r"
                    + "\\n"
                    + "-----END X-----\\r"
                    + "\\n"
                    + "\"}, hosts: a.org}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a.b=2",
        "a.b=2&a=1",
        "a[0]=1&a.b=1",
        "a.b=1&a[0]=1",
        "a[0].b=1&a[0]=2",
        "a[0]=x&a[0].b=y",
      })
  void fieldsThatClashAreNamed(String body) {
    List<Fault> faults = faults(() -> form(body));
    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().pointer()).isEmpty();
    assertThat(faults.getFirst().code()).isEqualTo("malformed-field");
    assertThat(faults.getFirst().detail()).startsWith("'").contains("clashes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".=1", "a.=1", ".a=1", "a..b=1", "a[]=1", "a[x]=1", "a[-1]=1", "a[1=1", "a%00=1", "a%20b=1",
        "[0]=1"
      })
  void aNameThatNamesNothingIsRefused(String body) {
    List<Fault> faults = faults(() -> form(body));
    assertThat(faults.getFirst().pointer()).isEmpty();
    assertThat(faults.getFirst().detail()).contains("write e.g. 'certificate.source'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"product\": \"kestra\"} | looks like JSON and is labelled as a form, as curl -d does;"
            + " add -H 'Content-Type: application/json'",
        "product: kestrahosts: [a.example.com] | looks like YAML and is labelled as a form, as curl"
            + " -d does; add -H 'Content-Type: application/yaml' and send it by --data-binary",
        "[{\"product\": \"kestra\"}] | looks like a list in JSON and is labelled as a form, as curl"
            + " -d does; send one spec, e.g. {\"deployments\": […]}, and add -H 'Content-Type:"
            + " application/json'",
        "- product: kestra | looks like a list in YAML and is labelled as a form, as curl -d does;"
            + " send one spec, with the list below 'deployments:', and add -H 'Content-Type:"
            + " application/yaml' and send it by --data-binary",
        "\ufeff{\"product\": \"kestra\"} | looks like JSON and is labelled as a form",
        "certificate.certificates=-----BEGIN CERTIFICATE-----MIIB-----END CERTIFICATE----- | the"
            + " PEM text in 'certificate.certificates' has lost its line ends, as curl -d strips"
            + " them; send it by -F 'name=<file' or --data-urlencode name@file",
      })
  void whatCurlSendsByMistakeIsAnsweredWithWhatToWrite(String body, String detail) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                FormParser.parse(
                    body.getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded"))
        .satisfies(refusal -> assertThat(refusal.faults().getFirst().detail()).contains(detail));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hosts[100]=a",
        "hosts[99999999]=a",
        "deployments[1000].product=a",
        "a[9999]=1",
        "l[101]=x"
      })
  void anEntryBeyondTheLongestListIsAnsweredWithTheBound(String body) {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                FormParser.parse(
                    body.getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded"))
        .satisfies(
            refusal ->
                assertThat(refusal.faults().getFirst().detail()).contains("which has 100 entries"));
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 2_300})
  void aFormHasAsManyFieldsAsJsonHasValues(int fields) {
    String urlEncoded = "hosts=a.example.com&".repeat(fields - 1) + "hosts=b.example.com";
    String part = "--b\r\nContent-Disposition: form-data; name=\"hosts\"\r\n\r\na.example.com\r\n";
    assertThat(
            FormParser.parse(
                    urlEncoded.getBytes(StandardCharsets.UTF_8),
                    "application/x-www-form-urlencoded")
                .path("hosts"))
        .hasSize(fields);
    assertThat(
            FormParser.parse(
                    (part.repeat(fields) + "--b--\r\n").getBytes(StandardCharsets.UTF_8),
                    "multipart/form-data; boundary=b")
                .path("hosts"))
        .hasSize(fields);
  }

  @Test
  void moreFieldsThanAnySpecHasAreRefused() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                FormParser.parse(
                    "a=1&".repeat(20_000).getBytes(StandardCharsets.UTF_8),
                    "application/x-www-form-urlencoded"))
        .satisfies(
            refusal ->
                assertThat(refusal.faults().getFirst().detail())
                    .contains("more than 10000 fields"));
  }

  @Test
  void aFieldWithoutANameIsRefused() {
    assertThat(faults(() -> form("=1")))
        .containsExactly(
            new Fault(
                "", "malformed-body", "the body is not a valid form; send fields as name=value"));
  }

  @Test
  void everyBadNameIsToldAtOnce() {
    assertThat(faults(() -> form("a..b=1&c=1&c.d=1&e[]=1"))).hasSize(3);
  }

  @Test
  void aNameThatIsTooDeepIsRefused() {
    assertThat(faults(() -> form("a" + ".a".repeat(50) + "=1"))).hasSize(1);
    assertThat(faults(() -> form("a" + "[0]".repeat(5000) + "=1"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%zz", "a=%", "a=%f", "%zz=1", "a=%ff", "a=%ed%a0%80"})
  void badPercentEncodingIsRefusedOrRead(String body) {
    try {
      assertThat(form(body).isObject()).isTrue();
    } catch (InvalidSpecException refusal) {
      assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.MALFORMED);
    }
  }

  @Test
  void aControlCharacterIsRefusedWhereItStands() {
    assertThat(faults(() -> form("a.b=x%00"))).extracting(Fault::pointer).containsExactly("/a/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=other"
      })
  void multipartWithoutItsBoundaryIsNoServerFault(String type) {
    byte[] body =
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n"
            .getBytes(StandardCharsets.UTF_8);
    try {
      assertThat(FormParser.parse(body, type)).isEmpty();
    } catch (InvalidSpecException refusal) {
      assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b\n",
        "--b\nContent-Disposition: form-data\n\n1\n--b--\n",
        "--b\n"
            + "Content-Disposition: form-data; name=\"a\"\n"
            + "Content-Transfer-Encoding: x\n\n"
            + "1\n"
            + "--b--\n",
        "--b\n"
            + "Content-Disposition: form-data; name=\"a\"\n"
            + "Content-Type: text/plain; charset=nope\n\n"
            + "1\n"
            + "--b--\n",
        "--b\n"
            + "Content-Disposition: form-data; name=\"a\"; filename=\"x\"\n"
            + "Content-Length: -5\n\n"
            + "1\n"
            + "--b--\n",
        "--b\n"
            + "Content-Disposition: form-data; name=\"a\"\n"
            + "Content-Type: multipart/mixed\n\n"
            + "1\n"
            + "--b--\n",
        "nothing like it",
      })
  void multipartThatIsBrokenIsNoServerFault(String body) {
    try {
      assertThat(multipart(body).isObject()).isTrue();
    } catch (InvalidSpecException refusal) {
      assertThat(refusal.kind()).isEqualTo(InvalidSpecException.Kind.MALFORMED);
    }
  }

  @Test
  void aNameThatWouldMoveATerminalIsRepeatedWithoutThat() {
    byte[] body = "a%1B%5B2Jb=1".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> FormParser.parse(body, "application/x-www-form-urlencoded"))
        .isInstanceOfSatisfying(
            InvalidSpecException.class,
            refusal ->
                assertThat(refusal.faults().getFirst().detail()).startsWith("'a\uFFFD[2Jb'"));
  }

  /** JSON has no bound on the number of fields but those of the schema, and of the whole body. */
  @Test
  void aFormMayHaveAsManyFieldsAsItsSizeAllows() {
    StringBuilder encoded = new StringBuilder("product=kestra");
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      String name = i % 2 == 0 ? "hosts" : "options.o" + i;
      encoded.append("&%s=v%d".formatted(name, i));
      parts.append("--b\nContent-Disposition: form-data; name=\"%s\"\n\nv%d\n".formatted(name, i));
    }
    ObjectNode tree = form(encoded.toString());
    assertThat(tree.path("hosts")).hasSize(1500);
    assertThat(tree.path("options")).hasSize(1500);
    tree.remove("product");
    assertThat(multipart(parts + "--b--\n")).isEqualTo(tree);
  }

  @Test
  void aLongTextInAFormIsOneFieldAmongMany() {
    String text = "x".repeat(300_000);
    String part = "--b\nContent-Disposition: form-data; name=\"%s\"\n\n%s\n";
    assertThat(form("a=1&b=" + text + "&c=2").path("b").asText()).isEqualTo(text);
    String body = part.formatted("a", "1") + part.formatted("b", text) + part.formatted("c", "2");
    assertThat(multipart(body + "--b--\n").path("b").asText()).isEqualTo(text);
  }

  @Test
  void entriesMayBeNumberedFromTheLastToTheFirst() {
    assertThat(form("deployments[1].product=b&deployments[0].product=a&l[1]=d&l[0]=c"))
        .isEqualTo(form("deployments[0].product=a&deployments[1].product=b&l[0]=c&l[1]=d"));
  }

  /** A name of twelve characters would make two hundred values. */
  @Test
  void aFormThatNumbersMoreEntriesThanAnySpecHasIsRefused() {
    StringBuilder body = new StringBuilder("a=1");
    for (int i = 0; i < 100; i++) {
      body.append("&x%d[99][99]=1".formatted(i));
    }
    assertThat(faults(() -> form(body.toString())))
        .extracting(Fault::detail)
        .containsExactly("the form numbers more than 10000 entries, and no spec does; send less");
  }

  @Test
  void everyNameThatNamesNothingIsCounted() {
    assertThat(faults(() -> form("a..b=1&".repeat(5_000)))).hasSize(5_000);
  }

  @Test
  void aByteOrderMarkBeforeTheFirstNameIsNoPartOfIt() {
    assertThat(form("\ufeffproduct=kestra")).isEqualTo(form("product=kestra"));
    String part = "--b\nContent-Disposition: form-data; name=\"product\"\n\nkestra\n--b--\n";
    assertThat(multipart("\ufeff" + part)).isEqualTo(form("product=kestra"));
  }
}
