package dev.tlsmith.packs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.product.loading.PackLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The service runs beside the products that it makes TLS for, so that it takes no port of theirs.
 */
class DefaultPortsTest {

  private static final Path PRODUCTS = Path.of("src/main/resources/products");
  private static final String SERVICE = "7465";
  private static final String MANAGEMENT = "7466";

  private static JsonNode yaml(String path) throws IOException {
    return new YAMLMapper().readTree(Files.readString(Path.of(path)));
  }

  @Test
  void noProductUsesThePortsOfTheService() throws IOException {
    try (Stream<Path> packs = Files.list(PRODUCTS)) {
      List<Path> others =
          packs
              .map(pack -> pack.resolve("product.yaml"))
              .filter(Files::isRegularFile)
              .filter(pack -> !pack.startsWith(PRODUCTS.resolve("tlsmith")))
              .toList();
      assertThat(others).isNotEmpty();
      for (Path pack : others) {
        assertThat(Files.readString(pack)).doesNotContain(SERVICE, MANAGEMENT);
      }
    }
  }

  @Test
  void plainHttpAndHttpsImageChartAndPackAgreeOnThem() throws IOException {
    JsonNode server = yaml("src/main/resources/application.yml").at("/micronaut/server");
    JsonNode pack = yaml("src/main/resources/products/tlsmith/product.yaml");
    JsonNode option =
        PackLoader.load(null)
            .find("tlsmith")
            .orElseThrow()
            .options()
            .document()
            .at("/properties/httpsPort/default");
    assertThat(
            List.of(
                server.at("/port").asText(),
                server.at("/ssl/port").asText(),
                yaml("charts/tlsmith/values.yaml").at("/containerPort").asText(),
                option.asText()))
        .containsOnly(SERVICE);
    assertThat(pack.at("/components/0/facts/managementPort").asText()).isEqualTo(MANAGEMENT);
    assertThat(Files.readString(Path.of("docker/Dockerfile")))
        .contains("EXPOSE " + SERVICE + " " + MANAGEMENT)
        .contains("MICRONAUT_SERVER_SSL_PORT=" + SERVICE)
        .contains("ENDPOINTS_ALL_PORT=" + MANAGEMENT);
  }

  @Test
  void everythingPrintedCallsTheServiceByItsPort() throws IOException {
    for (String page :
        List.of(
            "README.md",
            "docs/spec.md",
            "docs/operating.md",
            "charts/tlsmith/README.md",
            "src/main/resources/site/recipes.txt")) {
      assertThat(Files.readString(Path.of(page)))
          .contains("http://127.0.0.1:" + SERVICE)
          .doesNotContainPattern("127\\.0\\.0\\.1:808[0-9]");
    }
  }
}
