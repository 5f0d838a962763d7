package dev.tlsmith.bundle;

import dev.tlsmith.capacity.WorkSettings;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.KeyAlgorithm;
import dev.tlsmith.spec.SpecPointer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Refuses a spec that would compute for too long, before anything of it is made. */
@Singleton
final class CostBound {

  private static final long NOTABLE_MILLIS = 100;

  private final Duration most;

  CostBound(WorkSettings settings) {
    this.most = settings.specCost();
  }

  /**
   * Lets a cost within the bound pass.
   *
   * @param deployments how many there are to split
   * @throws InvalidSpecException 422 {@code spec-too-costly} with the cost, the bound, what makes
   *     it dear and what would be cheaper
   */
  void require(SpecCost cost, int deployments) {
    if (cost.total().compareTo(most) <= 0) {
      return;
    }
    boolean byKeys = cost.keyTime().compareTo(cost.total().dividedBy(2)) > 0;
    String detail =
        "This would take about %s of computing (%s); at most %s are granted to a spec: %s"
            .formatted(
                seconds(cost.total()),
                String.join(", ", parts(cost)),
                seconds(most),
                String.join(", or ", fixes(cost, byKeys, deployments)));
    String pointer = byKeys ? SpecPointer.KEY_ALGORITHM : SpecPointer.DEPLOYMENTS;
    throw InvalidSpecException.unprocessable(pointer, "spec-too-costly", detail);
  }

  private static List<String> parts(SpecCost cost) {
    List<String> parts = new ArrayList<>();
    cost.keys()
        .forEach(
            (algorithm, number) -> {
              Duration time = UnitCosts.key(algorithm).multipliedBy(number);
              if (time.toMillis() >= NOTABLE_MILLIS) {
                parts.add("%d %s keys: %s".formatted(number, algorithm, seconds(time)));
              }
            });
    parts.add("%d handshakes: %s".formatted(cost.handshakes(), seconds(cost.handshakeTime())));
    parts.add("stores and files: %s".formatted(seconds(cost.otherTime())));
    return parts;
  }

  private List<String> fixes(SpecCost cost, boolean byKeys, int deployments) {
    List<String> fixes = new ArrayList<>();
    if (byKeys) {
      fixes.add("use keyAlgorithm %s or %s".formatted(KeyAlgorithm.EC_P256, KeyAlgorithm.RSA_2048));
    } else {
      fixes.add("name fewer hosts");
    }
    if (deployments > 1) {
      long specs = Math.min(deployments, 1 + cost.total().dividedBy(most));
      fixes.add(
          ("send the deployments in %d specs under one CA (certificate.source private-ca with the"
                  + " CA of the first)")
              .formatted(specs));
    }
    return fixes;
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
