package dev.tlsmith.bundle;

import dev.tlsmith.capacity.Capacity.Weight;
import dev.tlsmith.certificate.request.CertificationRequest;
import dev.tlsmith.material.CertificateProvisioning;
import dev.tlsmith.product.resolution.ResolvedDeployment;
import dev.tlsmith.spec.CertificateSource;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.Termination;
import dev.tlsmith.spec.TlsSpec;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle will cost, known before anything of it is made: estimated CPU time on the machine
 * that {@link UnitCosts} was measured on. It is a mean; how long an RSA key takes is chance.
 *
 * @param keys that are made, by algorithm
 * @param keyTime for them
 * @param handshakes of the proof
 * @param handshakeTime for them
 * @param otherTime for certificates, stores, encrypted keys and texts
 */
public record SpecCost(
    Map<KeyAlgorithm, Integer> keys,
    Duration keyTime,
    int handshakes,
    Duration handshakeTime,
    Duration otherTime) {

  /** Of {@code want} and {@code need}: own, stranger and none, each with two versions of TLS. */
  private static final int CLIENT_HANDSHAKES = 6;

  /** The same where no client is made. */
  private static final int STRANGERS_HANDSHAKES = 4;

  /** Besides one for each name: one of TLS 1.2, and one that must fail. */
  private static final int FURTHER_HANDSHAKES = 2;

  /** A key that was given is read later; this is what a large one costs in a handshake. */
  private static final KeyAlgorithm GIVEN = KeyAlgorithm.RSA_4096;

  /** All of it. */
  public Duration total() {
    return keyTime.plus(handshakeTime).plus(otherTime);
  }

  /** Keys that take so long that they are better made side by side; of none where they do not. */
  Map<KeyAlgorithm, Integer> dearKeys() {
    return Weight.ofBundle(keyTime) == Weight.LONG_BUNDLE ? keys : Map.of();
  }

  /** The cost of a bundle of these deployments; the same for the same spec. */
  static SpecCost of(TlsSpec spec, List<ResolvedDeployment> deployments) {
    CertificateSource source = spec.certificate();
    List<ResolvedDeployment> serving =
        deployments.stream().filter(ResolvedDeployment::servesTls).toList();
    Count count = new Count();
    KeyAlgorithm algorithm = CertificationRequest.algorithm(source);
    if (CertificateProvisioning.makesCa(spec, deployments)) {
      count.key(algorithm);
    }
    for (ResolvedDeployment one : serving) {
      switch (source.keyOrigin()) {
        case GENERATED -> {
          count.servers(one, algorithm, algorithm, algorithm);
          count.client(one, algorithm);
        }
        case REQUEST -> count.client(one, algorithm);
        case SUPPLIED -> {
          boolean both = one.deployment().termination() == Termination.BOTH;
          count.servers(one, both ? algorithm : null, null, GIVEN);
        }
        case CLUSTER_ISSUER, CLUSTER_SECRET -> {}
      }
    }
    return count.cost(deployments.size());
  }

  /** A cost that is being counted. */
  private static final class Count {

    private final Map<KeyAlgorithm, Integer> keys = new EnumMap<>(KeyAlgorithm.class);
    private Duration keyTime = Duration.ZERO;
    private int handshakes;
    private Duration handshakeTime = Duration.ZERO;
    private int stores;

    void key(KeyAlgorithm algorithm) {
      keys.merge(algorithm, 1, Integer::sum);
      keyTime = keyTime.plus(UnitCosts.key(algorithm));
    }

    /**
     * What serves TLS, and the proof of it.
     *
     * @param application algorithm of the keys that are made for the program; null where it has one
     * @param edge that for the edge
     * @param shown that of the keys that are shown in handshakes
     */
    void servers(
        ResolvedDeployment one,
        @Nullable KeyAlgorithm application,
        @Nullable KeyAlgorithm edge,
        KeyAlgorithm shown) {
      Termination termination = one.deployment().termination();
      if (termination.atApplication()) {
        boolean asked = termination == Termination.APPLICATION && one.asksClients();
        // Of a certificate that was given only the hosts are ours to prove.
        List<SubjectAlternativeName> names = application == null ? one.edgeNames() : one.names();
        int clients = application == null ? STRANGERS_HANDSHAKES : CLIENT_HANDSHAKES;
        server(names, application, shown, asked ? clients : 0);
        if (application != null) {
          for (String further : one.needs().certificates()) {
            server(one.internalNames(), application, shown, 0);
          }
        }
        if (one.needs().encryptedKey()) {
          server(one.edgeNames(), null, shown, 0);
        }
      }
      if (termination.atEdge()) {
        server(one.edgeNames(), edge, shown, 0);
      }
    }

    private void server(
        List<SubjectAlternativeName> names,
        @Nullable KeyAlgorithm made,
        KeyAlgorithm shown,
        int clientHandshakes) {
      if (made != null) {
        key(made);
      }
      int more = names.size() + FURTHER_HANDSHAKES + clientHandshakes;
      handshakes += more;
      handshakeTime =
          handshakeTime.plus(UnitCosts.handshake(shown, names.size()).multipliedBy(more));
      stores++;
    }

    void client(ResolvedDeployment one, KeyAlgorithm algorithm) {
      if (one.asksClients()) {
        key(algorithm);
        stores++;
      }
    }

    SpecCost cost(int deployments) {
      Duration other =
          UnitCosts.STORE.multipliedBy(stores).plus(UnitCosts.DEPLOYMENT.multipliedBy(deployments));
      return new SpecCost(keys, keyTime, handshakes, handshakeTime, other);
    }
  }
}
