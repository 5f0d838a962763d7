package dev.tlsmith.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tlsmith.spec.Existing.BaseFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle's files are applied with. All that sets one apart stands here as a fact, and for
 * the commands of its tool in {@code bundle}: no other class asks which target it has.
 */
public enum Target {
  /** A docker-compose overlay. */
  @JsonProperty("compose")
  COMPOSE(BaseFile.COMPOSE) {
    @Override
    public Optional<String> obstacle(CertificateSource source, Termination termination) {
      if (termination == Termination.INGRESS) {
        return Optional.of(
            "termination 'ingress' leaves the program plain, and compose has no edge");
      }
      return source.inCluster() && termination != Termination.NONE
          ? Optional.of("the key of source '%s' never leaves the cluster".formatted(source.id()))
          : Optional.empty();
    }
  },
  /** A values file for the product's own Helm chart. */
  @JsonProperty("helm")
  HELM(BaseFile.HELM_VALUES, Fact.IN_CLUSTER, Fact.INSTALLS_CHART),
  /** A Helm chart that has the product's own as a dependency, with the values for it inside. */
  @JsonProperty("chart")
  CHART(
      BaseFile.HELM_VALUES,
      Fact.IN_CLUSTER,
      Fact.INSTALLS_CHART,
      Fact.PACKAGES,
      Fact.ON_REQUEST,
      Fact.NO_STREAM) {
    @Override
    public Target contents() {
      return HELM;
    }
  },
  /** Manifests for {@code kubectl apply --server-side}, and kustomize patches. */
  @JsonProperty("kubernetes")
  KUBERNETES(null, Fact.IN_CLUSTER, Fact.APPLIES_OBJECTS, Fact.STREAMS_KEYS),
  /** A build context for images that trust what they must; only public certificates are in it. */
  @JsonProperty("image")
  IMAGE(null, Fact.ON_REQUEST, Fact.NO_STREAM, Fact.BUILDS_IMAGES);

  private enum Fact {
    ON_REQUEST,
    NO_STREAM,
    BUILDS_IMAGES,
    IN_CLUSTER,
    INSTALLS_CHART,
    APPLIES_OBJECTS,
    STREAMS_KEYS,
    PACKAGES
  }

  private final @Nullable BaseFile base;
  private final Set<Fact> facts;

  Target(@Nullable BaseFile base, Fact... facts) {
    this.base = base;
    this.facts = facts.length == 0 ? Set.of() : EnumSet.copyOf(List.of(facts));
  }

  /** As on the wire, e.g. {@code "compose"}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The file of the caller's own that its files are laid over; null if there is none. */
  public @Nullable BaseFile base() {
    return base;
  }

  /** Whether the product runs in Kubernetes, behind an edge if it has one. */
  public boolean inCluster() {
    return facts.contains(Fact.IN_CLUSTER);
  }

  /** Whether the product is installed by a Helm chart of its own: one release holds one chart. */
  public boolean installsChart() {
    return facts.contains(Fact.INSTALLS_CHART);
  }

  /** Whether its files are Kubernetes objects, which kubectl applies as they are. */
  public boolean appliesObjects() {
    return facts.contains(Fact.APPLIES_OBJECTS);
  }

  /** Whether it is left out where nobody asks for it by its name. */
  public boolean onRequest() {
    return facts.contains(Fact.ON_REQUEST);
  }

  /** Whether its files can be written as one stream, for the standard input of its tool. */
  public boolean streams() {
    return !facts.contains(Fact.NO_STREAM);
  }

  /** Whether images are built of its files, which is what {@code docker/} in a bundle is for. */
  public boolean buildsImages() {
    return facts.contains(Fact.BUILDS_IMAGES);
  }

  /** Whether its stream holds keys; else none is made for it. */
  public boolean streamsKeys() {
    return facts.contains(Fact.STREAMS_KEYS);
  }

  /**
   * Whether its files stand in a package of its own, but for those with keys, which are never
   * inside; and so there is no stream of them.
   */
  public boolean packages() {
    return facts.contains(Fact.PACKAGES);
  }

  /** The target whose files of a pack it is made of: packs know no other. */
  public Target contents() {
    return this;
  }

  /** What packs call some targets, each once. */
  public static Set<Target> contentsOf(Set<Target> targets) {
    Set<Target> contents = EnumSet.noneOf(Target.class);
    targets.forEach(target -> contents.add(target.contents()));
    return contents;
  }

  /** Why it cannot have what is asked for, as the end of a sentence; empty if it can. */
  public Optional<String> obstacle(CertificateSource source, Termination termination) {
    return Optional.empty();
  }
}
