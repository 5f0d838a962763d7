package dev.tlsmith.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import dev.tlsmith.support.Rendered;
import dev.tlsmith.support.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(Rendered.HELM)
class ChartDependencyTest {

  private static final String KESTRA = "{product: kestra, hosts: [kestra.example.com]}";

  @TempDir Path folder;

  @Test
  void dependencyBuildTakesALockWithOurDigestAndNoOther() throws IOException {
    TestChart chart = TestChart.unpack(Service.charts(KESTRA), folder);
    // A repository that needs no network.
    String repository = "file://" + chart.standIn(folder);
    ObjectNode description = (ObjectNode) chart.description();
    ((ObjectNode) description.at("/dependencies/0")).put("repository", repository);
    write(chart, "Chart.yaml", description);
    ObjectNode lock = (ObjectNode) chart.yaml("Chart.lock");
    ((ObjectNode) lock.at("/dependencies/0")).put("repository", repository);
    write(chart, "Chart.lock", lock);
    assertThatThrownBy(() -> new Helm(chart.folder()).dependency().build().call())
        .hasMessageContaining("out of sync");

    lock.put("digest", new ChartDependency("kestra", "1.0.54", repository).digest());
    write(chart, "Chart.lock", lock);
    new Helm(chart.folder()).dependency().build().call();
    assertThat(chart.folder().resolve("charts/kestra-1.0.54.tgz")).exists();
    assertThat(chart.render("kestra", "default")).isNotEmpty();
  }

  private static void write(TestChart chart, String file, ObjectNode tree) throws IOException {
    Files.writeString(chart.folder().resolve(file), Service.YAML.writeValueAsString(tree));
  }
}
