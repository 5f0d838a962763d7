package dev.tlsmith.inspection;

import dev.tlsmith.certificate.Findings;
import dev.tlsmith.certificate.UnusableMaterialException;
import dev.tlsmith.certificate.encoding.BinaryForm;
import dev.tlsmith.certificate.encoding.DerivationBudget;
import dev.tlsmith.certificate.encoding.StoreInventory;
import dev.tlsmith.certificate.encoding.StoreProtection;
import dev.tlsmith.inspection.Recognised.Opening;
import dev.tlsmith.inspection.Recognised.Store;
import dev.tlsmith.spec.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens key stores with the passwords there are. */
final class StoreReader {

  private static final Secret EMPTY = Secret.of("");

  private final FindingCollector collector;
  private final Passwords passwords;
  private final DerivationBudget budget;

  StoreReader(FindingCollector collector, Passwords passwords, DerivationBudget budget) {
    this.collector = collector;
    this.passwords = passwords;
    this.budget = budget;
  }

  /** Opens one way of a kind of store. */
  private interface Opener {
    StoreInventory open(@Nullable Secret password, Findings findings)
        throws UnusableMaterialException;
  }

  /** A PKCS#12 file. */
  Store pkcs12(Location location, byte[] content) {
    Opener opener =
        (password, findings) ->
            StoreInventory.ofPkcs12(
                content,
                password == null ? EMPTY : password,
                budget,
                location.toString(),
                findings);
    return open(location, BinaryForm.PKCS12, StoreInventory.protections(content), opener);
  }

  /** A JKS file. */
  Store jks(Location location, byte[] content) {
    Opener opener =
        (password, findings) ->
            StoreInventory.ofJks(content, password, location.toString(), findings);
    return open(location, BinaryForm.JKS, List.of(), opener);
  }

  private Store open(
      Location location, BinaryForm form, List<StoreProtection> protections, Opener opener) {
    String kind = form.name().toLowerCase(Locale.ROOT);
    boolean refused = false;
    for (Secret password : passwords.candidates()) {
      Attempt attempt = attempt(location, opener, password);
      if (attempt.inventory().isPresent()) {
        return new Store(
            location, kind, attempt.inventory(), protections, opening(form, protections, password));
      }
      if (attempt.hopeless()) {
        return new Store(location, kind, Optional.empty(), protections, Opening.NONE);
      }
      refused = true;
    }
    Attempt without = attempt(location, opener, null);
    boolean open = without.inventory().isPresent();
    if (!open || (refused && !protections.isEmpty()) || form == BinaryForm.JKS) {
      tellUnopened(location, open);
    }
    return new Store(
        location,
        kind,
        without.inventory(),
        protections,
        open ? Opening.NO_PASSWORD : Opening.NONE);
  }

  private static Opening opening(
      BinaryForm form, List<StoreProtection> protections, Secret password) {
    if (form == BinaryForm.PKCS12 && protections.isEmpty()) {
      return Opening.NO_PASSWORD;
    }
    return password.equals(Passwords.CONVENTIONAL) ? Opening.CONVENTIONAL : Opening.PASSWORD;
  }

  /**
   * What became of a password.
   *
   * @param hopeless whether no other password can do better
   */
  private record Attempt(Optional<StoreInventory> inventory, boolean hopeless) {}

  private Attempt attempt(Location location, Opener opener, @Nullable Secret password) {
    Findings findings = new Findings();
    try {
      StoreInventory inventory = opener.open(password, findings);
      collector.addAll(location, findings);
      return new Attempt(Optional.of(inventory), false);
    } catch (UnusableMaterialException e) {
      boolean hopeless = !e.code().startsWith("passphrase-");
      if (hopeless) {
        collector.error(location, e.code(), "%s: %s".formatted(location, e.detail()));
      }
      return new Attempt(Optional.empty(), hopeless);
    }
  }

  private void tellUnopened(Location location, boolean certificatesRead) {
    String message =
        "%s is not opened by %s, so that %s; post its 'password'"
            .formatted(
                location,
                passwords.areGiven()
                    ? "any of the passwords given"
                    : "the conventional password of trust stores, and no other was given",
                certificatesRead
                    ? "neither its integrity nor its keys were checked"
                    : "nothing in it was checked");
    if (passwords.areGiven()) {
      collector.error(location, "store-password-wrong", message);
    } else {
      collector.warn(location, "store-not-opened", message);
    }
  }
}
