package dev.tlsmith.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateSetTest {

  private static final Map<String, Object> MODEL =
      Map.of(
          "name", "a: {{ 7*6 }} # $HOME `id` 'q' \"d\" \u00e9\u2028\u007f",
          "options", Map.of("csrf", true, "ports", List.of(Map.of("port", 8443))),
          "blank", "");

  private static String render(String source) {
    return new TemplateSet(Map.of("t", source)).with(MODEL).render("t");
  }

  @Test
  void aValueIsNeverInterpreted() throws Exception {
    String yaml = render("name: {{ name | yaml }}\n");
    assertThat(yaml).isASCII();
    assertThat(new YAMLMapper().readTree(yaml).get("name").asText()).isEqualTo(MODEL.get("name"));
  }

  @Test
  void whatStandsInAPartialIsSeenByItsNameInEveryTemplateConditionAndText() {
    Map<String, String> sources =
        Map.of(
            "partials/pod.j2",
            "{% set port = 8443 %}{% macro mount(folder) %}at {{ folder | yaml }}{% endmacro %}",
            "partials/page.j2",
            "{% macro title() %}on {{ pod.port | text }}{% endmacro %}",
            "t",
            "first\n{{ pod.mount('/tls') | asis }}, {{ page.title() | asis }}\n");
    Rendering rendering = new TemplateSet(sources).with(MODEL);
    assertThat(rendering.render("t")).isEqualTo("first\nat \"/tls\", on 8443\n");
    assertThat(rendering.test("pod.port == 8443")).isTrue();
    assertThat(rendering.text("port {{ pod.port | text }}")).isEqualTo("port 8443");
  }

  @Test
  void whatAPartialSetsIsTheSameForEveryTextThatSeesIt() {
    Map<String, String> sources =
        Map.of(
            "partials/pod.j2", "{% set title = blank %}",
            "row", "<{{ pod.title | text }}>",
            "t", "{% for blank in ['x', 'y'] %}{% include 'row' %}{% endfor %}");
    assertThat(new TemplateSet(sources).with(MODEL).render("t")).isEqualTo("<><>");
  }

  @Test
  void namesThatComeLaterAreSeenByTheMacrosOfAPartialAndNotByWhatItSets() {
    Map<String, String> sources =
        Map.of(
            "partials/pod.j2",
            "{% set before = blank %}{% macro now() %}{{ blank | text }}{% endmacro %}",
            "t",
            "{{ pod.before | text }}{{ pod.now() | asis }}");
    Rendering rendering = new TemplateSet(sources).with(MODEL);
    assertThat(rendering.extended(Map.of("blank", "x")).render("t")).isEqualTo("x");
    assertThat(rendering.with(Map.of("blank", "x")).render("t")).isEqualTo("xx");
  }

  @Test
  void partialsThatSeeEachOtherInACircleAreAnErrorThatNamesThem() {
    Map<String, String> sources =
        Map.of(
            "partials/a.j2", "{% set x = b.x %}",
            "partials/b.j2", "{% set x = a.x %}",
            "t", "{{ a.x | text }}");
    Rendering rendering = new TemplateSet(sources).with(MODEL);
    assertThatThrownBy(() -> rendering.render("t"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("'a' sees itself");
  }

  @Test
  void aLineKeepsItsNumberWhateverPartialsItsTemplateSpeaksOf() {
    Map<String, String> sources =
        Map.of(
            "partials/pod.j2", "{% set port = 1 %}", "t", "{{ pod.port | text }}\n{{ no | text }}");
    assertThatThrownBy(() -> new TemplateSet(sources).with(MODEL).render("t"))
        .isInstanceOfSatisfying(TemplateException.class, e -> assertThat(e.line()).isEqualTo(2));
  }

  @Test
  void blocksLeaveNoEmptyLines() {
    assertThat(render("a: 1\n  {% if options.csrf %}\nb: 2\n  {% endif %}\nc: 3\n"))
        .isEqualTo("a: 1\nb: 2\nc: 3\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'ssl_verify_client {% if options.csrf %}on{% endif %};', 'ssl_verify_client on;'",
    "'a {# why #} b', 'a  b'",
    "'{% if options.csrf %}a{% endif %} {% if options.csrf %}b{% endif %}', 'a b'",
    "'a\t{% set x = 1 %}b', 'a\tb'"
  })
  void blanksBeforeATagInTheMiddleOfALineStay(String source, String expected) {
    assertThat(render(source)).isEqualTo(expected);
  }

  @Test
  void aTagThatBeginsItsLineTakesItsIndentationAndItsLineEndAway() {
    assertThat(
            render("  {# why #}\n\t{% if options.csrf %}\n\n  a {{ 1 | text }}\n  {% endif %}\n"))
        .isEqualTo("\n  a 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "asis", "markdown", "shell", "env", "nginx", "code", "comment"})
  void aListOrAMapIsNoText(String filter) {
    for (String value : List.of("options", "options.ports")) {
      assertThatThrownBy(() -> render("{{ %s | %s }}".formatted(value, filter)))
          .hasMessageContaining("has no text for '%s'; loop over it".formatted(filter));
    }
  }

  /** The engine counts no line whose end a tag takes away, and gives a macro's line alone. */
  @Test
  void whatFailsIsNamedByTheTemplateAndTheLineWhereItStands() {
    Map<String, String> sources =
        Map.of(
            "page.j2", "{% set a = 1 %}\n{# b #}\n{% include 'words.j2' %}\n{{ say() | asis }}\n",
            "words.j2", "{# c #}\n{% macro say() %}\n\n{{ options.nope | text }}{% endmacro %}\n");
    assertThatThrownBy(() -> new TemplateSet(sources).with(MODEL).render("page.j2"))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("words.j2, line 4: 'options.nope' is not defined");
  }

  @Test
  void partialsAndMacrosOfTheSetCanBeUsed() {
    Map<String, String> sources =
        Map.of(
            "_shared/port.j2", "port: {{ options.ports[0].port | yaml }}\n",
            "_shared/macros.j2", "{% macro env(n, v) %}{{ n | text }}={{ v | env }}{% endmacro %}",
            "main.j2",
                "{% import '_shared/macros.j2' as m %}{% include '_shared/port.j2' %}"
                    + "{% for p in options.ports %}{{ m.env('X', p.port) | asis }}{% endfor %}");
    assertThat(new TemplateSet(sources).with(MODEL).render("main.j2"))
        .isEqualTo("port: 8443\nX=8443");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ nope | yaml }}",
        "{{ options.nope | yaml }}",
        "{% if nope %}x{% endif %}",
        "{% if not nope %}x{% endif %}",
        "{% if options.nope == 'x' %}x{% endif %}",
        "{% if options.csrf and options.nope %}x{% endif %}",
        "{% if options.ports[0].nope == 1 %}x{% endif %}",
        "{% for p in options.ports %}{% if p.nope %}x{% endif %}{% endfor %}",
        "{% for p in nope %}x{% endfor %}",
        "{% include 'nope' %}",
        "{% include 't' %}",
        "{% if %}x{% endif %}",
        "{% if options.csrf == %}x{% endif %}",
        "{% for p in range(5000) %}x{% endfor %}",
        "{{ today() | text }}",
        "{% if today() %}x{% endif %}",
        "{{ name | nope | yaml }}",
      })
  void whateverIsWrongWithATemplateIsAnErrorThatNamesIt(String source) {
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("t");
  }

  @Test
  void bracesInsideATextDoNotEndAnExpression() {
    assertThat(render("{{ ('{\"a\":{\"b\":' ~ 1 ~ '}}') | shell }}"))
        .isEqualTo("'{\"a\":{\"b\":1}}'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ name }}", "{{ name | upper }}", "{{ name | yaml | upper }}"})
  void aValueWithoutAFilterForWhereItLandsIsRefusedWhenTheTemplateIsLoaded(String source) {
    assertThatThrownBy(() -> new TemplateSet(Map.of("t", "line one\n" + source)))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("t, line 2")
        .hasMessageContaining("must end in a filter");
  }

  @ParameterizedTest
  @CsvSource({
    "options.csrf, true",
    "not options.csrf, false",
    "options.csrf and blank == '', true",
    "8443 == options.ports[0].port, true",
    "'csrf' in options, true",
    "options.ports | length == 1, true"
  })
  void conditionsAreEvaluated(String expression, boolean expected) {
    assertThat(new TemplateSet(Map.of()).with(MODEL).test(expression)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "not nope", "blank == nope", "options.csrf ==", "%}{% if"})
  void aConditionThatDoesNotCompileOrNamesNothingIsAnError(String expression) {
    assertThatThrownBy(() -> new TemplateSet(Map.of()).with(MODEL).test(expression))
        .isInstanceOf(TemplateException.class);
  }

  @Test
  void aShellWordIsQuotedOnlyWhereItNeedsTo() {
    Map<String, Object> model = Map.of("plain", "a-b.c/d", "odd", "it's $(id)");
    TemplateSet set = new TemplateSet(Map.of("t", "{{ plain | shell }} {{ odd | shell }}"));
    assertThat(set.with(model).render("t")).isEqualTo("a-b.c/d 'it'\\''s $(id)'");
  }

  @Test
  void aComposeValueIsNotInterpolated() {
    assertThat(
            new TemplateSet(Map.of("t", "{{ v | compose }}"))
                .with(Map.of("v", "${A} $B"))
                .render("t"))
        .isEqualTo("\"$${A} $$B\"");
  }

  @Test
  void aBlockKeepsItsIndentation() {
    Map<String, Object> model =
        Map.of("solver", Map.of("dns01", Map.of("route53", List.of("a", "b"))));
    assertThat(
            new TemplateSet(Map.of("t", "x:\n  {{ solver | yamlblock(2) }}\n"))
                .with(model)
                .render("t"))
        .isEqualTo("x:\n  dns01:\n    route53:\n      - \"a\"\n      - \"b\"\n");
  }

  @Test
  void manyConditionsAreEvaluatedAtOnceAndTheOneThatFailsIsNamed() {
    Rendering rendering = new TemplateSet(Map.of()).with(MODEL);
    assertThat(rendering.testAll(List.of("options.csrf", "not options.csrf", "blank == ''")))
        .containsExactly(true, false, true);
    assertThatThrownBy(() -> rendering.testAll(List.of("options.csrf", "options.nope")))
        .isInstanceOf(TemplateException.class)
        .hasMessageStartingWith("options.nope");
  }

  @Test
  void namesLaidOverAModelDoNotReachIt() {
    Rendering rendering = new TemplateSet(Map.of("t", "{{ more | text }}")).with(MODEL);
    assertThat(rendering.with(Map.of("more", "x")).render("t")).isEqualTo("x");
    assertThatThrownBy(() -> rendering.render("t")).hasMessageContaining("'more' is not defined");
  }

  @Test
  void whatOneTemplateSetsAnotherDoesNotSee() {
    Map<String, String> sources = Map.of("a", "{% set x = 1 %}", "b", "{{ x | text }}");
    Rendering rendering = new TemplateSet(sources).with(MODEL);
    assertThat(rendering.render("a")).isEmpty();
    assertThatThrownBy(() -> rendering.render("b")).hasMessageContaining("'x' is not defined");
  }
}
