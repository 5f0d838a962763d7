package dev.tlsmith.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.bundle.Preview.PreviewFile;
import dev.tlsmith.material.BundleFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.request.SpecReader;
import dev.tlsmith.request.SpecRequest;
import dev.tlsmith.support.Examples;
import dev.tlsmith.support.Examples.Example;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.ServiceClient;
import dev.tlsmith.support.ServiceClient.Answer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A preview has every file of the bundle, and what is not issued as the bundle has it. */
class PreviewTest {

  private static ApplicationContext context;

  @BeforeAll
  static void start() {
    context = Examples.context();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsPreviewedAsItComesOut() {
    return Examples.all().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.pack() + ": " + example.name(), () -> compare(example)));
  }

  @Test
  void nothingIsMadeAndNothingSecretIsShown() {
    Map<String, Object> properties = Map.of("micronaut.server.port", -1);
    try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, properties)) {
      ServiceClient client = new ServiceClient(server);
      String spec = "{product: kestra, hosts: [a.example.com]}";
      Answer answer = client.post("/v1/previews", "application/yaml", spec);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.text()).doesNotContain("-----BEGIN").contains("\"issued\":true");
      assertThat(answer.text())
          .contains("docker compose -f docker-compose.yml -f docker-compose.tls.yaml up -d\\n```");
      Answer refused = client.post("/v1/previews", "application/yaml", "{product: none}");
      assertThat(refused.status()).isEqualTo(400);
    }
  }

  private static void compare(Example example) {
    SpecRequest request =
        context.getBean(SpecReader.class).read(example.spec(), "application/yaml");
    Bundle bundle;
    try {
      bundle = Service.generate(context.getBean(BundleGenerator.class), request.spec());
    } catch (InvalidSpecException refused) {
      return;
    }
    Preview preview = context.getBean(Previews.class).of(request.spec(), Service.ANYBODY);
    Map<String, BundleFile> made = new TreeMap<>();
    bundle.files().forEach(file -> made.put(file.path(), file));
    made.keySet().removeIf(path -> path.startsWith("docker/") || path.contains("/docker/"));
    Set<String> missing = new TreeSet<>(made.keySet());
    Set<String> further = new TreeSet<>();
    for (PreviewFile file : preview.files()) {
      if (!missing.remove(file.path())) {
        further.add(file.path());
      }
    }
    assertThat(missing).as("missing; and further %s", further).isEmpty();
    assertThat(further).as("further").isEmpty();
    for (PreviewFile file : preview.files()) {
      BundleFile other = made.get(file.path());
      assertThat(file.secret()).as(file.path()).isEqualTo(other.secret());
      assertThat(file.mediaType()).as(file.path()).isEqualTo(other.mediaType());
      if (!file.issued()) {
        assertThat(file.sha256()).as(file.path()).isEqualTo(other.sha256());
        assertThat(file.text()).as(file.path()).isEqualTo(other.text());
      }
    }
    assertThat(preview.next()).isEqualTo(bundle.next());
    assertThat(bundle.warnings()).containsAll(preview.warnings());
  }
}
