package dev.tlsmith.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerStatus;

/** The image: what it may, what it holds, and how it answers. */
class ImageIT {

  private static final String SPEC =
      """
      product: kestra
      hosts: [kestra.example.com]
      certificate: {source: self-signed, keyAlgorithm: %s}
      """;

  @TempDir static Path folder;

  private static TeamService service;

  @BeforeAll
  static void start() {
    Image.assumeDocker();
    service = TeamService.start(folder, TeamService.ownTls(folder.resolve("own"), 0));
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC_P256", "RSA_2048", "ED25519"})
  void aSpecPostedOverHttpsIsAnsweredWithABundle(String algorithm) {
    Unpacked bundle =
        Unpacked.into(
            folder.resolve(algorithm), service.post("/v1/bundles.tgz", SPEC.formatted(algorithm)));
    assertThat(bundle.files())
        .contains("TLS.md", "proof.json", "docker-compose.tls.yaml", "tls/tls.key", "ca/ca.key");
  }

  @Test
  void aRefusalIsAProblemThatNamesTheRule() {
    HttpResponse<byte[]> answer = service.post("/v1/bundles", "{product: kestra, hosts: [-a]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"/hosts/0\"", "-a");
  }

  @Test
  void whoHasNoTokenIsNotAnswered() {
    HttpResponse<byte[]> answer =
        service.caller().post(service.url("/v1/bundles"), SPEC.formatted("EC_P256"));
    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @Test
  void aHostThatThePolicyDoesNotAllowIsRefused() {
    HttpResponse<byte[]> answer =
        service.post("/v1/bundles", "{product: kestra, hosts: [kestra.example.org]}");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("policy-host-suffix");
  }

  @Test
  void theAotCacheOfTheImageIsInUseAndTheNativeLibraryToo() {
    // Started with -XX:AOTMode=on, under which a cache that does not fit ends the process.
    assertThat(service.container().isRunning()).isTrue();
    assertThat(service.container().getContainerInfo().getArgs())
        .contains("-XX:AOTCache=/app/tlsmith.aot");
    assertThat(service.container().getLogs())
        .contains("-XX:AOTMode=on")
        .contains("/app/native/libamazonCorrettoCryptoProvider.so");
  }

  @Test
  void aCacheThatDoesNotFitWouldEndTheProcess() {
    String options = "-XX:AOTMode=on -XX:ObjectAlignmentInBytes=16";
    assertThat(refusal(Map.of("JAVA_TOOL_OPTIONS", options))).contains("AOT cache");
  }

  @Test
  void theImageServesNothingInClearTextUnlessToldTo() {
    assertThat(refusal(Map.of())).contains("beyond loopback", "there is no TLS");
  }

  @Test
  void theProcessIsNobodyWithoutRights() {
    InspectContainerResponse info = service.container().getContainerInfo();
    assertThat(info.getConfig().getUser()).isEqualTo("10001:10001");
    assertThat(info.getHostConfig().getReadonlyRootfs()).isTrue();
    assertThat(info.getConfig().getEntrypoint()).startsWith("/app/runtime/bin/java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sh", "/bin/bash", "/bin/busybox", "/usr/bin/env"})
  void thereIsNoShellAndNoTool(String program) throws Exception {
    assertThat(service.container().execInContainer(program, "-c", "true").getExitCode())
        .isIn(126, 127);
  }

  @Test
  void labelsSayWhatItIs() {
    DockerClient docker = DockerClientFactory.lazyClient();
    InspectImageResponse image = docker.inspectImageCmd(Image.built()).exec();
    Map<String, String> labels = image.getConfig().getLabels();
    assertThat(labels)
        .containsEntry("org.opencontainers.image.title", "tlsmith")
        .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
        .containsKeys("org.opencontainers.image.version", "org.opencontainers.image.revision");
    assertThat(Set.of(image.getConfig().getExposedPorts()))
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("7465/tcp", "7466/tcp");
  }

  /** What the image says where it is expected to give up. */
  private static String refusal(Map<String, String> environment) {
    try (GenericContainer<?> container = Image.confined(Image.built(), Map.of())) {
      container
          .withEnv(environment)
          .withStartupCheckStrategy(new Failure().withTimeout(TeamService.PATIENCE))
          .start();
      return container.getLogs();
    }
  }

  /** The process has ended, and not with 0. */
  private static final class Failure extends StartupCheckStrategy {

    @Override
    public StartupStatus checkStartupState(DockerClient docker, String container) {
      InspectContainerResponse.ContainerState state = getCurrentState(docker, container);
      if (!DockerStatus.isContainerStopped(state)) {
        return StartupStatus.NOT_YET_KNOWN;
      }
      return DockerStatus.isContainerExitCodeSuccess(state)
          ? StartupStatus.FAILED
          : StartupStatus.SUCCESSFUL;
    }
  }
}
