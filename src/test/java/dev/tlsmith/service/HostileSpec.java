package dev.tlsmith.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One request that wants to do harm: a spec that was right, changed in one to three ways; one of
 * six is right still.
 *
 * @param path where it is sent
 * @param attacks what was done to it; empty where it is right
 * @param body at most as large as the service reads
 */
record HostileSpec(int index, String path, String contentType, List<Attack> attacks, byte[] body) {

  /** A little less than the largest body. */
  static final int LARGEST = 1_000_000;

  /**
   * The same request for the same seed and index.
   *
   * @param examples specs to change
   * @param source makes others, and those that cost little
   */
  static HostileSpec of(List<ObjectNode> examples, SpecSource source, long seed, int index) {
    Random random = new Random(seed * 1_000_003 + index);
    String path = path(random);
    boolean right = random.nextInt(6) == 0;
    boolean cheap = path.endsWith("bundles");
    ObjectNode spec =
        right || cheap || random.nextBoolean()
            ? source.valid(random, cheap)
            : SpecSource.pick(random, examples).deepCopy();
    List<Attack> attacks = new ArrayList<>();
    if (right) {
      HostileFile.putLargest(random, spec);
    } else {
      for (int i = random.nextInt(3); i >= 0; i--) {
        attacks.add(SpecSource.pick(random, List.of(Attack.values())));
      }
    }
    attacks.forEach(attack -> attack.change(random, spec));
    if (cheap && spec.toString().contains("RSA_")) {
      path = "/v1/validations";
    }
    String contentType =
        attacks.contains(Attack.NAMES_OF_FORM)
            ? "application/x-www-form-urlencoded"
            : SpecSource.pick(
                random,
                "application/json",
                "application/yaml",
                "application/x-www-form-urlencoded",
                SpecText.MULTIPART);
    byte[] body = HostileBody.of(spec, contentType);
    for (Attack attack : attacks) {
      body = attack.changed(random, body, contentType);
    }
    byte[] sent = body.length > LARGEST ? Arrays.copyOf(body, LARGEST) : body;
    return new HostileSpec(index, path, contentType, List.copyOf(attacks), sent);
  }

  private static String path(Random random) {
    int choice = random.nextInt(100);
    return choice < 50
        ? "/v1/validations"
        : choice < 74 ? "/v1/render/helm" : choice < 98 ? "/v1/render/compose" : "/v1/bundles";
  }

  @Override
  public String toString() {
    return "index %d, POST %s as %s, %d bytes, %s"
        .formatted(index, path, contentType, body.length, attacks);
  }
}
