package dev.tlsmith.listener;

import dev.tlsmith.access.caller.ClientAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The connections that have a place on one port, at most so many in all and from one address.
 *
 * <p>Where there is no place left, the connection that its client has left waiting longest gives
 * its own up: one of the same address, or one of the address that holds most. So nobody locks
 * others out, nor the probe of {@code /health}, by holding connections and saying nothing, or
 * little, on them. A connection on which a request is worked on keeps its place, and nobody gives
 * way to an address that holds more than itself.
 */
final class OpenConnections {

  private final int max;
  private final int maxPerAddress;
  private final Set<OpenConnection> open = new LinkedHashSet<>();
  private final Map<ClientAddress, Integer> held = new HashMap<>();

  OpenConnections(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Gives a connection a place, if need be that of another, which is closed; false if none. */
  synchronized boolean admit(OpenConnection newcomer) {
    int own = held(newcomer.client());
    boolean admitted = true;
    if (own >= maxPerAddress && !newcomer.ofProxy()) {
      admitted = displace(other -> other.client().equals(newcomer.client()));
    } else if (open.size() >= max) {
      admitted = displace(other -> held(other.client()) >= own);
    }
    if (admitted) {
      open.add(newcomer);
      held.merge(newcomer.client(), 1, Integer::sum);
    }
    return admitted;
  }

  /** Forgets a connection that is closed; one that has no place is no matter. */
  synchronized void remove(OpenConnection connection) {
    if (open.remove(connection)) {
      held.computeIfPresent(connection.client(), (client, n) -> n == 1 ? null : n - 1);
    }
  }

  private int held(ClientAddress client) {
    return held.getOrDefault(client, 0);
  }

  private boolean displace(Predicate<OpenConnection> candidate) {
    Optional<OpenConnection> loser =
        open.stream()
            .filter(connection -> !connection.isAtWork())
            .filter(candidate)
            .max(
                Comparator.comparingInt(this::weight)
                    .thenComparing(
                        Comparator.comparingLong(OpenConnection::waitingSince).reversed()));
    loser.ifPresent(
        connection -> {
          remove(connection);
          connection.channel().close();
        });
    return loser.isPresent();
  }

  /** A proxy holds its connections for many, each of whom holds one or none. */
  private int weight(OpenConnection connection) {
    return connection.ofProxy() ? 1 : held(connection.client());
  }
}
