package dev.tlsmith.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One product that is put behind TLS.
 *
 * @param product id of its pack, e.g. {@code "acme-server"}
 * @param version version line ({@code "1.3"}) or full version ({@code "1.3.25"}); default: the
 *     pack's newest line
 * @param chartVersion version of its Helm chart; default: the newest one known for the line
 * @param hosts public names, 1 to 100, never resolved
 * @param publicPort port in public URLs; default 443
 * @param termination default {@link Termination#APPLICATION}
 * @param clientAuthentication default {@link ClientAuthentication#NONE}
 * @param release Helm release of this deployment, where it differs from the others'; default: that
 *     of the spec
 * @param existing the caller's own files; default: none
 * @param image how its image is made; null if the caller says nothing of it
 * @param options what only this product has; its JSON Schema is in the pack
 */
public record Deployment(
    String product,
    @Nullable String version,
    @Nullable String chartVersion,
    List<SubjectAlternativeName> hosts,
    Integer publicPort,
    Termination termination,
    ClientAuthentication clientAuthentication,
    @Nullable String release,
    Existing existing,
    @Nullable ImageSettings image,
    Map<String, Object> options) {

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public Deployment {
    hosts = List.copyOf(hosts);
    publicPort = publicPort == null ? 443 : publicPort;
    termination = termination == null ? Termination.APPLICATION : termination;
    clientAuthentication =
        clientAuthentication == null ? ClientAuthentication.NONE : clientAuthentication;
    existing = existing == null ? Existing.NONE : existing;
    options = options == null ? Map.of() : options;
  }

  /** A deployment of a version with every default. */
  public static Deployment of(String product, String version, List<SubjectAlternativeName> hosts) {
    return new Deployment(
        product,
        version,
        null,
        hosts,
        443,
        Termination.APPLICATION,
        ClientAuthentication.NONE,
        null,
        Existing.NONE,
        null,
        Map.of());
  }

  /** The same on a version of its Helm chart. */
  public Deployment withChartVersion(String version) {
    return new Deployment(
        product,
        this.version,
        version,
        hosts,
        publicPort,
        termination,
        clientAuthentication,
        release,
        existing,
        image,
        options);
  }

  /** How its image is made, with every default. */
  public ImageSettings imageSettings() {
    return image == null ? ImageSettings.DEFAULT : image;
  }

  /**
   * How the image of a product is made, where one is.
   *
   * @param base image that it stands on; default: the product's own of the version
   * @param name of the image that is made, with or without a tag; default: the release and {@code
   *     -tls}
   * @param systemStore whether the operating system's own file of trusted certificates is replaced
   *     as well; default true
   * @param settings whether the variables of the compose overlay that are no secret stand in the
   *     image; default false
   */
  public record ImageSettings(
      @Nullable String base, @Nullable String name, Boolean systemStore, Boolean settings) {

    /** Every default. */
    public static final ImageSettings DEFAULT = new ImageSettings(null, null, true, false);

    @SuppressWarnings("NullAway") // Jackson passes null for what is absent
    public ImageSettings {
      systemStore = systemStore == null || systemStore;
      settings = settings != null && settings;
    }
  }
}
