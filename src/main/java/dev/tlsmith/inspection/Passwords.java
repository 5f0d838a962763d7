package dev.tlsmith.inspection;

import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.spec.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Passwords that stores and keys are tried with, each within one budget of derivations. */
final class Passwords {

  static final Secret CONVENTIONAL = Secret.of(KeyStores.TRUST_STORE_PASSWORD);

  private static final int MOST = 20;
  private static final int LONGEST = 1_000;

  private final boolean given;
  private final Set<Secret> secrets;

  /** Those that the caller gave. */
  Passwords(Collection<Secret> secrets) {
    this.given = !secrets.isEmpty();
    this.secrets = new LinkedHashSet<>(secrets);
  }

  /** Adds one that stands in a file; beyond very many they are passed over. */
  void add(String text) {
    String password = text.strip();
    if (!password.isEmpty() && password.length() <= LONGEST && secrets.size() < MOST) {
      secrets.add(Secret.of(password));
    }
  }

  /** Whether the caller gave any. */
  boolean areGiven() {
    return given;
  }

  /** In the order in which they are tried; the conventional one at the end, never the empty one. */
  List<Secret> candidates() {
    List<Secret> all = new ArrayList<>(secrets);
    all.removeIf(secret -> secret.equals(Secret.of("")));
    if (!all.contains(CONVENTIONAL)) {
      all.add(CONVENTIONAL);
    }
    return all;
  }
}
