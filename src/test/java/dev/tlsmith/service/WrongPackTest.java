package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tlsmith.support.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrongPackTest {

  @TempDir Path folder;

  @Test
  void theStartEndsWithWhatIsWrongAndNoStackTrace() throws IOException {
    Path pack = Files.createDirectories(folder.resolve("packs/acme"));
    Files.writeString(pack.resolve("product.yaml"), "id: acme\ntitle: [1]\n");
    String said =
        ServiceProcess.refusal(
            folder,
            Map.of("TLSMITH_PACKS", pack.getParent().toString(), "MICRONAUT_SERVER_PORT", "-1"));
    assertThat(said)
        .contains("acme/product.yaml:2: /title: ", "acme/product.yaml: /versions: ")
        .doesNotContain("\tat ");
  }
}
