package dev.tlsmith.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class YamlOverlayTest {

  private static final Set<String> FLAGS = Set.of("JAVA_OPTS", "extraOpts");
  private static final YamlOverlay.Rules HELM =
      new YamlOverlay.Rules(true, FLAGS, Set.of("SERVER_URL"));
  private static final YamlOverlay.Rules COMPOSE =
      new YamlOverlay.Rules(false, FLAGS, Set.of("SERVER_URL"));

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
    YamlOverlay.Result result = YamlOverlay.over(VALUES, GivenYaml.parse(theirs), HELM);
    assertThat(result.clashes()).isEmpty();
    assertThat(result.text())
        .isEqualTo(
            """
            # laid over your own
            app:
              env:
                - name: "B"
                  value: "2"
                - name: "A"
                  value: "$(B) {{ .Release.Name }}"
                # read by the server
                - name: TLS
                  value: "on"
                - name: PASSWORD
                  valueFrom:
                    secretKeyRef: {name: s, key: k}

              # a folder
              extraVolumeMounts:
                - name: "data"
                  mountPath: "/data"
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
        GivenYaml.parse(YamlOverlay.over(VALUES, GivenYaml.parse(theirs), HELM).text());
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
    YamlOverlay.Result result = YamlOverlay.over(VALUES, GivenYaml.parse(theirs), HELM);
    assertThat(result.clashes()).containsExactly("app.env[TLS]", "app.extraVolumeMounts[/tls]");
  }

  @Test
  void flagsOfBothAreKept() {
    String ours =
        "env:\n  - name: JAVA_OPTS\n    value: \"-Da=1 -Xmx1g\"\njvm:\n  extraOpts: \"-Da=1\"\n";
    String theirs = "env: [{name: JAVA_OPTS, value: -Xmx1g -Db=2}]\njvm: {extraOpts: -Dc=3}";
    YamlOverlay.Result result = YamlOverlay.over(ours, GivenYaml.parse(theirs), HELM);
    assertThat(result.clashes()).isEmpty();
    assertThat(GivenYaml.parse(result.text()).toString())
        .isEqualTo(
            "{env=[{name=JAVA_OPTS, value=-Xmx1g -Db=2 -Da=1}], jvm={extraOpts=-Dc=3 -Da=1}}");
  }

  @Test
  void flagsThatContradictClash() {
    String theirs = "jvm: {extraOpts: -Da=2}";
    assertThat(YamlOverlay.over("jvm: {extraOpts: -Da=1}", GivenYaml.parse(theirs), HELM).clashes())
        .containsExactly("jvm.extraOpts");
  }

  @Test
  void aReplaceableVariableIsSaidToBeReplaced() {
    String ours = "env: [{name: SERVER_URL, value: 'https://a'}]";
    String theirs = "env: [{name: SERVER_URL, value: 'http://a'}, {name: X, value: y}]";
    YamlOverlay.Result result = YamlOverlay.over(ours, GivenYaml.parse(theirs), HELM);
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
    YamlOverlay.Result result = YamlOverlay.over(ours, GivenYaml.parse(theirs), COMPOSE);
    assertThat(result.clashes())
        .containsExactly("services.app.environment.TLS", "services.app.volumes[/tls/a]");
    assertThat(result.replaced()).containsExactly("services.app.environment.SERVER_URL");
    assertThat(result.text())
        .contains("JAVA_OPTS: \"-Xmx1g $${X} -Da=1\"", "ports: [\"8443:8443\"]");
  }

  @Test
  void composeVariablesMayBeAList() {
    String ours = "services: {app: {environment: {TLS: 'on'}}}";
    String theirs = "services: {app: {environment: [TLS=off, FROM_SHELL]}}";
    assertThat(YamlOverlay.over(ours, GivenYaml.parse(theirs), COMPOSE).clashes())
        .containsExactly("services.app.environment.TLS");
  }
}
