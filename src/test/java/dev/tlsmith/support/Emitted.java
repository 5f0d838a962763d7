package dev.tlsmith.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The environment of a server process as one of a bundle's files sets it. */
public enum Emitted {
  /** The compose overlay and its env file. */
  COMPOSE("compose", "1.3") {
    @Override
    public Map<String, String> environment(
        TestBundle bundle, Path folder, ServerProcess.Ports ports) {
      return compose(bundle, folder, "kestra");
    }
  },
  /** The values for the 1.x chart: a configuration file and a variable. */
  CHART_1("helm", "1.3") {
    @Override
    public Map<String, String> environment(
        TestBundle bundle, Path folder, ServerProcess.Ports ports) {
      JsonNode values = bundle.yaml("helm/values-tls.yaml");
      Map<String, String> environment =
          file(bundle, folder, values.at("/configurations/application"));
      // What the chart makes of it, see ChartConformanceTest.
      String flags = values.at("/common/jvm/extraOpts").asText();
      environment.put("_JAVA_OPTIONS", atHome(flags, folder));
      return environment;
    }
  },
  /** The values for the 0.x chart, whose container port is fixed. */
  CHART_0("helm", "0.24") {
    @Override
    public Map<String, String> environment(
        TestBundle bundle, Path folder, ServerProcess.Ports ports) {
      ObjectNode configuration =
          (ObjectNode) bundle.yaml("helm/values-tls.yaml").path("configuration");
      ObjectNode ssl = (ObjectNode) configuration.at("/micronaut/server/ssl");
      if (ssl.path("port").asInt() != 8080) {
        throw new AssertionError("the 0.x chart has the container port 8080 only: " + ssl);
      }
      ssl.put("port", ports.https());
      return file(bundle, folder, configuration);
    }
  },
  /** The patch for a Deployment made without Helm. */
  PATCH("kubernetes", "1.3") {
    @Override
    public Map<String, String> environment(
        TestBundle bundle, Path folder, ServerProcess.Ports ports) {
      Map<String, String> environment = new HashMap<>();
      JsonNode container =
          bundle.yaml("kubernetes/deployment.patch.yaml").at("/spec/template/spec/containers/0");
      for (JsonNode variable : container.path("env")) {
        boolean password = variable.has("valueFrom");
        String value = password ? bundle.keyStorePassword() : variable.path("value").asText();
        environment.put(variable.path("name").asText(), atHome(value, folder));
      }
      return environment;
    }
  },
  /** The documentation page's block, pasted. */
  PAGE("compose", "1.3") {
    @Override
    public Map<String, String> environment(
        TestBundle bundle, Path folder, ServerProcess.Ports ports) {
      return file(bundle, folder, bundle.yaml("kestra-tls.yaml"));
    }
  };

  private final String target;
  private final String version;

  Emitted(String target, String version) {
    this.target = target;
    this.version = version;
  }

  public abstract Map<String, String> environment(
      TestBundle bundle, Path folder, ServerProcess.Ports ports);

  /**
   * What a compose overlay and its env file set, with the unpacked files in the place of mounts.
   *
   * @param program name of the service and of the env file
   */
  public static Map<String, String> compose(TestBundle bundle, Path folder, String program) {
    Map<String, String> environment = new HashMap<>();
    JsonNode service = bundle.yaml("docker-compose.tls.yaml").path("services").path(program);
    service
        .path("environment")
        .properties()
        .forEach(one -> environment.put(one.getKey(), one.getValue().asText()));
    bundle
        .text("tls/" + program + ".env")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> environment.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    for (JsonNode mount : service.path("volumes")) {
      String[] parts = mount.asText().split(":", -1);
      environment.replaceAll(
          (name, value) ->
              value.replace(parts[1], folder.resolve(parts[0]).normalize().toString()));
    }
    return environment;
  }

  /** A spec for it, with every kind of name. */
  public ObjectNode spec(ServerProcess.Ports ports) {
    ObjectNode spec = Service.JSON.createObjectNode().put("product", "kestra");
    spec.put("version", version);
    spec.putArray("targets").add(target);
    spec.putArray("hosts")
        .add("kestra.example.com")
        .add("*.kestra.example.org")
        .add("192.0.2.10")
        .add("2001:db8::7");
    spec.putObject("options").put("httpsPort", ports.https()).put("pageStyle", this == PAGE);
    return spec;
  }

  private static Map<String, String> file(TestBundle bundle, Path folder, JsonNode configuration) {
    try {
      Path file = folder.resolve("tls.yml");
      String text = atHome(Service.YAML.writeValueAsString(configuration), folder);
      Files.writeString(file, text);
      Map<String, String> environment = new HashMap<>();
      environment.put("MICRONAUT_CONFIG_FILES", file.toString());
      environment.put("TLS_KEYSTORE_PASSWORD", bundle.keyStorePassword());
      return environment;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The mounted folder holds the files of {@code tls/}. */
  private static String atHome(String text, Path folder) {
    return text.replace("/etc/kestra/tls/", folder.resolve("tls") + "/");
  }
}
