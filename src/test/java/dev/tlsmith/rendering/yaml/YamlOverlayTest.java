package dev.tlsmith.rendering.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlOverlayTest {

  private static final Set<String> FLAGS = Set.of("JAVA_OPTS", "extraOpts");
  private static final OverlayRules HELM =
      OverlayRules.helm(FLAGS, Set.of("SERVER_URL"), ChartLists.NONE);

  /** With the variables of the service {@code app}. */
  private static OverlayRules compose(Map<String, Optional<String>> variables) {
    return OverlayRules.compose(
        FLAGS, Set.of("SERVER_URL"), Set.of("PASSWORD"), service -> variables);
  }

  private static final String VALUES =
      """
      # laid over your own
      app:
        env:
          # read by the server
          - name: TLS
            value: "on"
          - name: PASSWORD
            valueFrom:
              secretKeyRef: {name: s, key: k}

        # a folder
        extraVolumeMounts:
          - name: tls
            mountPath: /tls
        probe:
          scheme: HTTPS
      """;

  private static GivenYaml helm(String text) {
    return GivenYaml.read(text, YamlDialect.HELM);
  }

  /** A word may stand twice in it, such as the value of two flags. */
  @Test
  void wordsOfACommandLineFollowTheirsAllOfThemAndAFlagThatIsThereAlreadyClashes() {
    String ours = "args: [--tls-port, '6380', --tls-cert=/tls/tls.crt]\n";
    YamlOverlay.Result result =
        YamlOverlay.over(ours, helm("args: [--metrics, '6380', -v]\n"), HELM);
    assertThat(result.clashes()).isEmpty();
    assertThat(GivenYaml.parse(result.text()).get("args"))
        .isEqualTo(
            List.of("--metrics", "6380", "-v", "--tls-port", "6380", "--tls-cert=/tls/tls.crt"));
    assertThat(YamlOverlay.over(ours, helm("args: [--tls-cert, /a]\n"), HELM).clashes())
        .containsExactly(new OverlayClash("args[--tls-cert]", null));
  }

  @Test
  void aListThatWouldReplaceTheirsHoldsTheirEntriesInOrderThenOurs() {
    String theirs =
        """
        app:
          env:
            - {name: B, value: "2"}
            - {name: A, value: "$(B) {{ .Release.Name }}"}
          extraVolumeMounts: [{name: data, mountPath: /data}]
          probe: {scheme: HTTP, period: 3}
        """;
    YamlOverlay.Result result = YamlOverlay.over(VALUES, helm(theirs), HELM);
    assertThat(result.clashes()).isEmpty();
    assertThat(result.text())
        .isEqualTo(
            """
            # laid over your own
            app:
              env:
                - {name: B, value: "2"}
                - {name: A, value: "$(B) {{ .Release.Name }}"}
                # read by the server
                - name: TLS
                  value: "on"
                - name: PASSWORD
                  valueFrom:
                    secretKeyRef: {name: s, key: k}

              # a folder
              extraVolumeMounts:
                - {name: data, mountPath: /data}
                - name: tls
                  mountPath: /tls
              probe:
                scheme: HTTPS
            """);
  }

  @Test
  void anEntryThatIsTheSameStandsWhereTheCallerHasIt() {
    String theirs = "app: {env: [{name: TLS, value: 'on'}, {name: Z, value: '1'}]}";
    Map<String, Object> merged =
        GivenYaml.parse(YamlOverlay.over(VALUES, helm(theirs), HELM).text());
    assertThat(merged.toString())
        .contains("env=[{name=TLS, value=on}, {name=Z, value=1}, {name=PASS");
    assertThat(merged.toString().split("name=TLS", -1)).hasSize(2);
  }

  @Test
  void anotherValueIsAClashThatNamesThePlaceAndNotTheValue() {
    String theirs =
        """
        app:
          env: [{name: TLS, value: "s3cret"}]
          extraVolumeMounts: [{name: other, mountPath: /tls}]
        """;
    YamlOverlay.Result result = YamlOverlay.over(VALUES, helm(theirs), HELM);
    assertThat(result.clashes())
        .extracting(OverlayClash::path)
        .containsExactly("app.env[TLS]", "app.extraVolumeMounts[/tls]");
  }

  @Test
  void flagsOfBothAreKept() {
    String ours =
        "env:\n  - name: JAVA_OPTS\n    value: \"-Da=1 -Xmx1g\"\njvm:\n  extraOpts: \"-Da=1\"\n";
    String theirs = "env: [{name: JAVA_OPTS, value: -Xmx1g -Db=2}]\njvm: {extraOpts: -Dc=3}";
    YamlOverlay.Result result = YamlOverlay.over(ours, helm(theirs), HELM);
    assertThat(result.clashes()).isEmpty();
    assertThat(GivenYaml.parse(result.text()).toString())
        .isEqualTo(
            "{env=[{name=JAVA_OPTS, value=-Xmx1g -Db=2 -Da=1}], jvm={extraOpts=-Dc=3 -Da=1}}");
  }

  @Test
  void flagsThatContradictClash() {
    String theirs = "jvm: {extraOpts: -Da=2}";
    assertThat(YamlOverlay.over("jvm: {extraOpts: -Da=1}", helm(theirs), HELM).clashes())
        .containsExactly(new OverlayClash("jvm.extraOpts", "-Da"));
  }

  @Test
  void aReplaceableVariableIsSaidToBeReplaced() {
    String ours = "env: [{name: SERVER_URL, value: 'https://a'}]";
    String theirs = "env: [{name: SERVER_URL, value: 'http://a'}, {name: X, value: y}]";
    YamlOverlay.Result result = YamlOverlay.over(ours, helm(theirs), HELM);
    assertThat(result.replaced()).containsExactly("env[SERVER_URL]");
    assertThat(GivenYaml.parse(result.text()).toString())
        .isEqualTo("{env=[{name=X, value=y}, {name=SERVER_URL, value=https://a}]}");
  }

  @Test
  void composeMergesListsItselfSoOnlyContradictionsCount() {
    String ours =
        """
        services:
          app:
            environment:
              TLS: "on"
              SERVER_URL: https://a
              JAVA_OPTS: -Da=1
            volumes:
              - ./tls/a:/tls/a:ro
            ports: ["8443:8443"]
            healthcheck: {test: [CMD, wget, "https://localhost:8443/up"]}
        """;
    String theirs =
        """
        x-env: &env
          TLS: "off"
          SERVER_URL: http://a
          JAVA_OPTS: -Xmx1g $${X}
        services:
          app:
            environment: *env
            volumes: ["./mine:/tls/a", "named:/data"]
            ports: ["80:80"]
            healthcheck: {test: [CMD, wget, "http://localhost:80/up"]}
        """;
    YamlOverlay.Result result =
        YamlOverlay.over(
            ours,
            GivenYaml.read(theirs, YamlDialect.COMPOSE),
            compose(
                Map.of(
                    "TLS",
                    Optional.of("off"),
                    "SERVER_URL",
                    Optional.of("http://a"),
                    "JAVA_OPTS",
                    Optional.of("-Xmx1g $${X}"))));
    assertThat(result.clashes())
        .extracting(OverlayClash::path)
        .containsExactly("services.app.environment.TLS", "services.app.volumes[/tls/a]");
    assertThat(result.replaced()).containsExactly("services.app.environment.SERVER_URL");
    assertThat(result.text())
        .contains("JAVA_OPTS: \"-Xmx1g $${X} -Da=1\"", "ports: [\"8443:8443\"]");
  }

  @Test
  void aVariableThatIsPassedThroughIsKeptAmongFlagsAndNamedElsewhere() {
    String ours = "services: {app: {environment: {TLS: 'on', JAVA_OPTS: -Da=1}}}";
    Map<String, Optional<String>> shells =
        Map.of("TLS", Optional.empty(), "JAVA_OPTS", Optional.empty());
    GivenYaml theirs = GivenYaml.read("services: {app: {}}", YamlDialect.COMPOSE);
    YamlOverlay.Result result = YamlOverlay.over(ours, theirs, compose(shells));
    assertThat(result.clashes()).isEmpty();
    assertThat(result.passedThrough()).containsExactly("services.app.environment.TLS");
    assertThat(result.text()).contains("\"${JAVA_OPTS:-} -Da=1\"");
  }

  @Test
  void aVariableOfAnEnvFileIsNotHiddenByTheirs() {
    Map<String, Optional<String>> theirs = Map.of("PASSWORD", Optional.of("theirs"));
    GivenYaml file = GivenYaml.read("services: {app: {}}", YamlDialect.COMPOSE);
    String without = "services: {app: {environment: {A: b}}}";
    String with = "services: {app: {env_file: [tls.env], environment: {A: b}}}";
    assertThat(YamlOverlay.over(without, file, compose(theirs)).clashes()).isEmpty();
    assertThat(YamlOverlay.over(with, file, compose(theirs)).clashes())
        .extracting(OverlayClash::path)
        .containsExactly("services.app.environment.PASSWORD");
  }

  @Test
  void theirEntriesKeepTheirWordsTheirStyleAndTheirComments() {
    String theirs =
        """
        app:
              env:
                    # as ever
                    - name: 'TIME' # of day
                      value: 12:30
                      # a file

                    - name: FILE
                      value: |
                        # not a comment
                          12:30

                    # the last
                    - {name: TOP, value: 1.0e+400}
                    # behind it
        """;
    assertThat(YamlOverlay.over(VALUES, helm(theirs), HELM).text())
        .startsWith(
            """
            # laid over your own
            app:
              env:
                # as ever
                - name: 'TIME' # of day
                  value: 12:30
                - name: FILE
                  value: |
                    # not a comment
                      12:30

                # the last
                - {name: TOP, value: 1.0e+400}
                # read by the server
            """);
  }

  @Test
  void whatIsOfTheWrongKindIsNamedWithBothKinds() {
    assertThat(YamlOverlay.over(VALUES, helm("app: [1]"), HELM).misfits())
        .containsExactly("'app' is a list in your file, and a mapping is expected there");
    assertThat(YamlOverlay.over(VALUES, helm("app: {env: x, probe: 1}"), HELM).misfits())
        .containsExactly(
            "'app.env' is a text in your file, and a list is expected there",
            "'app.probe' is a number in your file, and a mapping is expected there");
    assertThat(YamlOverlay.over(VALUES, helm("app: {env: [x]}"), HELM).misfits())
        .containsExactly("'app.env[0]' is a text in your file, and a mapping is expected there");
    assertThat(YamlOverlay.over(VALUES, helm("app: {probe: {scheme: [x]}}"), HELM).misfits())
        .containsExactly("'app.probe.scheme' is a list in your file, and a text is expected there");
    assertThat(YamlOverlay.over(VALUES, helm("app: {env: null}"), HELM).misfits()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'::::'", "''", "':'", "'a:'", "1", "{source: a}", "null", "[a]"})
  void aVolumeThatIsNoneIsNamed(String volume) {
    String ours = "services: {app: {volumes: ['./a:/tls/a']}}";
    String theirs = "services: {app: {volumes: [/data, " + volume + "]}}";
    assertThat(
            YamlOverlay.over(ours, GivenYaml.read(theirs, YamlDialect.COMPOSE), compose(Map.of()))
                .misfits())
        .singleElement()
        .asString()
        .startsWith("'services.app.volumes[1]' in your file is no volume");
  }
}
