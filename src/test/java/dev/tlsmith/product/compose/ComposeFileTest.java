package dev.tlsmith.product.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.rendering.yaml.GivenYaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A compose file is read as compose reads it. */
class ComposeFileTest {

  private static ComposeFile file(String text) {
    return ComposeFile.of(GivenYaml.parse(text));
  }

  private static ComposeService app(String service) {
    return file("services: {app: %s}".formatted(service)).service("app").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          8443:8443                              ;           8443:8443
          "8443"                                 ;           8443
          8443                                   ;           8443
          "127.0.0.1:8443:8443"                  ;           127.0.0.1:8443:8443
          "0.0.0.0:8443:8443"                    ;           8443:8443
          "127.0.0.1::8443"                      ;           127.0.0.1::8443
          "[::1]:8443:8443"                      ;           [::1]:8443:8443
          "::1:8443:8443"                        ;           [::1]:8443:8443
          "[::]:8443:8443"                       ;           8443:8443
          "9090-9091:8080-8081"                  ;           9090-9091:8080-8081
          "6060:6060/udp"                        ;           6060:6060/udp
          "${PORT:-9443}:8443"                   ;           9443:8443
          "${BIND:-127.0.0.1}:${PORT-9443}:8443" ;           127.0.0.1:9443:8443
          {target: 8443, published: 9443}        ;           9443:8443
          {target: 8443, published: "9443", host_ip: 127.0.0.1, protocol: tcp, mode: host} ; 127.0.0.1:9443:8443
          {target: 53, published: 53, protocol: udp} ;       53:53/udp
          {target: 8443}                         ;           8443
          """)
  void aPortIsReadInBothSyntaxes(String entry, String read) {
    assertThat(app("{ports: [%s]}".formatted(entry)).ports())
        .extracting(PublishedPort::toString)
        .containsExactly(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          [redis-server, --port, 0]           ; redis-server|--port|0
          redis-server --port 0               ; redis-server|--port|0
          'sh -c "echo \\"a\\" $$B" '' c ''   d' ; sh|-c|echo "a" $$B| c |d
          "a ''"                              ; a|
          'a \\ b "c'                         ; a| b|c
          ""                                  ;
          {a: b}                              ;
          """)
  void aCommandIsDividedIntoWordsAsComposeDoes(String command, @Nullable String words) {
    String read = String.join("|", app("{command: %s}".formatted(command)).command());
    assertThat(read).isEqualTo(words == null ? "" : words);
  }

  @Test
  void userAndCommandAreInheritedUntilTheServiceHasItsOwn() {
    ComposeFile file =
        file(
            """
            services:
              base: {image: a, user: 101, command: serve --tls}
              app: {extends: base}
              other: {extends: {service: base}, user: "1:2", command: [run]}
            """);
    ComposeService app = file.service("app").orElseThrow();
    assertThat(app.user()).isEqualTo("101");
    assertThat(app.command()).containsExactly("serve", "--tls");
    ComposeService other = file.service("other").orElseThrow();
    assertThat(other.user()).isEqualTo("1:2");
    assertThat(other.command()).containsExactly("run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"::::\"", "\"${PORT}:\"", "\"99999:80\"", "{published: 80}", "[1]", "\"a:b\""})
  void whatIsNoPortIsNone(String entry) {
    assertThat(app("{ports: [%s]}".formatted(entry)).ports()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "8443:8443, 8443:443, true",
    "8443:8443, 127.0.0.1:8443:443, true",
    "127.0.0.1:8443:8443, 10.0.0.1:8443:443, false",
    "8443:8443, 8443:443/udp, false",
    "8443:8443, 8440-8450:8440-8450, true",
    "8443:8443, 8440-8450:80, false",
    "8443:8443, 9443:8443, false",
    "8443:8443, 8443, false"
  })
  void twoPortsExcludeEachOtherWhereOneAddressWouldHaveBoth(
      String one, String other, boolean collide) {
    PublishedPort first = PublishedPort.parse(one).findFirst().orElseThrow();
    PublishedPort second = PublishedPort.parse(other).findFirst().orElseThrow();
    assertThat(first.collidesWith(second)).isEqualTo(collide);
    assertThat(second.collidesWith(first)).isEqualTo(collide);
  }

  @Test
  void variablesAreReadAsAMapAndAsAListAndOnesWithoutAValueComeFromTheShell() {
    Map<String, Optional<String>> read =
        Map.of("A", Optional.of("1"), "B", Optional.of(""), "C", Optional.empty());
    assertThat(app("{environment: {A: 1, B: '', C: }}").environment()).isEqualTo(read);
    assertThat(app("{environment: ['A=1', 'B=', C]}").environment()).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base.env",
        "[base.env]",
        "[{path: base.env, required: false, format: raw}]",
      })
  void theFilesOfVariablesAreReadInEveryForm(String files) {
    assertThat(app("{env_file: %s}".formatted(files)).environmentFiles())
        .containsExactly("base.env");
  }

  @Test
  void aServiceHasWhatItInheritsWithinTheFile() {
    ComposeService app =
        file("""
        x-common: &common
          environment: {SHARED: yes, MODE: common}
        services:
          root: {image: "acme/app:v1.2.3", env_file: root.env, ports: ["80:80"]}
          base:
            extends: {service: root}
            environment: [FROM_BASE=1, MODE=base]
          app:
            <<: *common
            extends: base
            ports: ["443:443"]
          worker: {extends: {file: common.yml, service: worker}}
        """)
            .service("app")
            .orElseThrow();
    assertThat(app.image()).isEqualTo(new ImageReference("app", "v1.2.3"));
    assertThat(app.environment())
        .containsKeys("SHARED", "FROM_BASE")
        .containsEntry("MODE", Optional.of("common"));
    assertThat(app.environmentFiles()).containsExactly("root.env");
    assertThat(app.ports()).hasSize(2);
    assertThat(app.extendedFiles()).isEmpty();
  }

  @Test
  void whatAServiceInheritsFromAnotherFileIsToldApart() {
    assertThat(app("{extends: {file: common.yml, service: app}}").extendedFiles())
        .containsExactly("common.yml");
  }

  @Test
  void servicesThatExtendEachOtherAreReadAllTheSame() {
    ComposeFile file = file("services: {a: {extends: b, image: x}, b: {extends: a}}");
    assertThat(file.service("a").orElseThrow().hasImage()).isTrue();
  }

  @Test
  void everyNameOfAServiceIsKnown() {
    ComposeService app =
        file("""
        services:
          app:
            container_name: acme_app
            hostname: app.internal
            networks: {front: {aliases: [app-front]}, back: }
          proxy: {links: ["app:workflow", "app"]}
        """)
            .service("app")
            .orElseThrow();
    assertThat(app.names())
        .containsExactlyInAnyOrder("acme_app", "app.internal", "app-front", "workflow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"services: []", "services: {app: 1}", "services: {app: {ports: 1}}", "{}"})
  void whatHasNoShapeOfAComposeFileIsReadAsNothing(String text) {
    assertThat(file(text).service("app").map(ComposeService::ports).orElse(List.of())).isEmpty();
  }
}
