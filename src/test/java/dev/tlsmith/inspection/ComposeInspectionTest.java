package dev.tlsmith.inspection;

import static dev.tlsmith.inspection.Inspected.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.certificate.Pem;
import org.junit.jupiter.api.Test;

class ComposeInspectionTest {

  private static Inspected compose(String service) {
    return nothing().file("docker-compose.yml", "services:\n  app:\n    image: a\n" + service);
  }

  @Test
  void keysAndPasswordsInVariablesAreTold() {
    String key = Pem.privateKey(Inspected.key().getPrivate()).replace("\n", "\\n");
    assertThat(compose("    environment:\n      TLS_KEY: \"%s\"\n".formatted(key)).troubles())
        .contains("error docker-compose.yml#/services/app/environment/TLS_KEY key-in-environment");
    assertThat(
            compose("    environment: [STORE_PASSWORD=abc, 'B_PASSWORD=${B}', A=b]\n").troubles())
        .containsExactly(
            "warning docker-compose.yml#/services/app/environment/STORE_PASSWORD"
                + " password-in-environment");
  }

  @Test
  void aMountThatTheProgramMayChangeIsTold() {
    String place = "warning docker-compose.yml#/services/app/volumes mount-writable";
    assertThat(compose("    volumes: ['./tls:/etc/app/tls']\n").troubles()).containsExactly(place);
    assertThat(
            compose("    volumes: [{type: bind, source: ./a, target: /a/keystore.p12}]\n")
                .troubles())
        .containsExactly(place);
    assertThat(
            compose("    volumes: ['./tls:/etc/app/tls:ro', './data:/data', 'cache:/tmp']\n")
                .troubles())
        .isEmpty();
  }

  @Test
  void aSecretThatEverybodyMayReadIsTold() {
    String place = "warning docker-compose.yml#/services/app/secrets secret-readable-by-others";
    assertThat(compose("    secrets: [{source: k, mode: 0444}]\n").troubles())
        .containsExactly(place);
    assertThat(compose("    secrets: [{source: k, mode: '0444'}]\n").troubles())
        .containsExactly(place);
    assertThat(compose("    secrets: [{source: k, mode: 0400}, j]\n").troubles()).isEmpty();
  }
}
