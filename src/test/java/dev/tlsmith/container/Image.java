package dev.tlsmith.container;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/** The image under test, built once, and the images that it and the tests stand on. */
final class Image {

  static final String BUILD = System.getProperty("image.build", "tlsmith-build:local");
  static final String BASE = System.getProperty("image.base", "tlsmith-base:local");
  static final String NGINX = System.getProperty("image.nginx", "tlsmith-nginx:local");

  /**
   * As docs/operating.md names it: what follows the tests in {@code .ci/run} need not build it
   * again.
   */
  private static final String NAME = "tlsmith:local";

  private Image() {}

  /** Skips the test where there is no Docker, or not what docker/make-base-images makes. */
  static void assumeDocker() {
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker daemon answers");
    for (String image : List.of(BUILD, BASE, NGINX)) {
      assumeTrue(exists(image), "there is no image %s: docker/make-base-images".formatted(image));
    }
  }

  private static boolean exists(String image) {
    DockerClient docker = DockerClientFactory.lazyClient();
    try {
      docker.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** The image's name; the first call builds it of docker/ and what {@code mvn package} left. */
  static String built() {
    return Built.NAME;
  }

  private static final class Built {

    static final String NAME =
        new ImageFromDockerfile(Image.NAME, false)
            .withFileFromPath("Dockerfile", Path.of("docker/Dockerfile"))
            .withFileFromPath("docker", Path.of("docker"))
            .withFileFromPath("target/lib", Path.of("target/lib"))
            .withFileFromPath("target/tlsmith.jar", Path.of("target/tlsmith.jar"))
            .withBuildArg("BUILD_IMAGE", BUILD)
            .withBuildArg("BASE_IMAGE", BASE)
            .get();
  }

  /**
   * A container that can write nowhere and has no capability, and as much memory as a small pod.
   *
   * @param mounts what it sees of this machine, read-only, by the path in the container
   */
  static GenericContainer<?> confined(String image, Map<String, Path> mounts) {
    return new GenericContainer<>(DockerImageName.parse(image))
        .withCreateContainerCmdModifier(command -> confine(command, mounts));
  }

  private static void confine(CreateContainerCmd command, Map<String, Path> mounts) {
    HostConfig host = command.getHostConfig();
    if (host == null) {
      throw new IllegalStateException("Testcontainers gives every container a host configuration");
    }
    host.withReadonlyRootfs(true)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withMemory(512L << 20)
        .withBinds(
            mounts.entrySet().stream()
                .map(
                    mount ->
                        new Bind(
                            mount.getValue().toAbsolutePath().toString(),
                            new Volume(mount.getKey()),
                            AccessMode.ro))
                .toList());
  }
}
