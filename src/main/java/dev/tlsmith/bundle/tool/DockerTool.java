package dev.tlsmith.bundle.tool;

import dev.tlsmith.image.ImageBuild;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.SpecPointer;
import java.util.ArrayList;
import java.util.List;

/** {@code docker build}: an image for each program, of the context below {@code docker/}. */
public record DockerTool() implements TargetTool {

  /** The folder of a deployment that is the context. */
  public static final String FOLDER = "docker/";

  @Override
  public String stream(List<String> texts) {
    throw new IllegalStateException("a build context is an archive, and no stream of YAML");
  }

  @Override
  public List<String> commands(String namespace, List<ResolvedDeployment> deployments) {
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < deployments.size(); i++) {
      ResolvedDeployment deployment = deployments.get(i);
      if (deployment.buildsImages()) {
        List<ImageBuild> builds = ImageBuild.of(deployment, SpecPointer.deployment(i));
        builds.forEach(build -> commands.add(command(build, deployment, builds.size() == 1)));
      }
    }
    return commands;
  }

  private static String command(ImageBuild build, ResolvedDeployment deployment, boolean alone) {
    String folder = deployment.inBundle(FOLDER);
    String file = alone ? "" : " -f " + folder + build.dockerfile();
    return "docker build -t %s%s %s"
        .formatted(build.name(), file, folder.substring(0, folder.length() - 1));
  }
}
