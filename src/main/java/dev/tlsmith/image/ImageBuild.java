package dev.tlsmith.image;

import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.product.pack.PackDefinition.Component;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.Deployment.ImageSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One image that is built of a context: that of a product's program.
 *
 * @param component id of the program in its pack
 * @param family by what it trusts
 * @param cacerts path of its JVM's trust store; {@code ""} where that is not known
 * @param values key of the chart's values that has its {@code repository} and {@code tag}; {@code
 *     ""} if no chart has it
 * @param services of the compose file that run it
 * @param base image that it stands on
 * @param name of the image that is made, with or without a tag
 * @param dockerfile its file in the context
 */
public record ImageBuild(
    String component,
    RuntimeFamily family,
    String cacerts,
    String values,
    List<String> services,
    String base,
    String name,
    String dockerfile) {

  private static final String DOCKERFILE = "Dockerfile";

  public ImageBuild {
    services = List.copyOf(services);
  }

  /**
   * Those of a deployment, in the order of its pack; a file each where there are several.
   *
   * @param at pointer of the deployment in the spec, for faults
   * @throws InvalidSpecException 422 {@code base-image-unknown} or {@code base-image-of-several}
   */
  public static List<ImageBuild> of(ResolvedDeployment deployment, String at) {
    ImageSettings settings = deployment.deployment().imageSettings();
    List<Component> components =
        deployment.pack().definition().components().stream()
            .filter(one -> one.image() == null || !image(deployment, one).isEmpty())
            .toList();
    if (components.size() > 1 && settings.base() != null) {
      throw refusal(
          at,
          "base-image-of-several",
          "'%s' is one image, and %s has %d (%s); leave it out, and give each build its base by"
              + " --build-arg BASE_IMAGE=…",
          settings.base(),
          deployment.pack().title(),
          components.size(),
          components.stream().map(Component::id).collect(Collectors.joining(", ")));
    }
    String name = settings.name() == null ? deployment.release() + "-tls" : settings.name();
    List<ImageBuild> builds = new ArrayList<>();
    for (Component component : components) {
      boolean alone = components.size() == 1;
      builds.add(
          new ImageBuild(
              component.id(),
              RuntimeFamily.of(component.runtime()),
              component.image() == null ? "" : component.image().cacerts(),
              values(deployment, component),
              services(deployment, component),
              base(deployment, component, settings, at),
              alone ? name : named(name, component.id()),
              alone ? DOCKERFILE : DOCKERFILE + "." + component.id()));
    }
    return List.copyOf(builds);
  }

  private static String base(
      ResolvedDeployment deployment, Component component, ImageSettings settings, String at) {
    if (settings.base() != null) {
      return settings.base();
    }
    if (component.image() == null) {
      throw refusal(
          at,
          "base-image-unknown",
          "the pack of %s names no image of %s; give the one that you run in 'image.base'",
          deployment.pack().title(),
          component.id());
    }
    return image(deployment, component);
  }

  private static InvalidSpecException refusal(
      String at, String code, String detail, Object... values) {
    return InvalidSpecException.unprocessable(at + "/image/base", code, detail.formatted(values));
  }

  private static String image(ResolvedDeployment deployment, Component component) {
    return component.image() == null ? "" : deployment.rendering().text(component.image().name());
  }

  private static String values(ResolvedDeployment deployment, Component component) {
    String key =
        component.image() == null ? "" : deployment.rendering().text(component.image().values());
    return key.isEmpty() ? "" : deployment.chartKeyPrefix() + key;
  }

  private static List<String> services(ResolvedDeployment deployment, Component component) {
    return component.composeServices().stream()
        .map(deployment.rendering()::text)
        .filter(service -> !service.isEmpty())
        .toList();
  }

  /** The component behind the name and before its tag. */
  private static String named(String name, String component) {
    int tag = name.indexOf(':', name.lastIndexOf('/') + 1);
    String suffix = "-" + component.toLowerCase(Locale.ROOT);
    return tag < 0 ? name + suffix : name.substring(0, tag) + suffix + name.substring(tag);
  }
}
