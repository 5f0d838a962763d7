package dev.tlsmith.product.compose;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ports of the host that lead to a container: an entry of {@code ports}, in its <a
 * href="https://docs.docker.com/reference/compose-file/services/#ports">short or long syntax</a>.
 *
 * @param address of the host, without brackets; {@code ""} for all of them
 * @param host ports of the host; null where the engine chooses one
 * @param container ports of the container
 * @param protocol {@code "tcp"}, {@code "udp"} or {@code "sctp"}
 */
public record PublishedPort(
    String address, @Nullable PortRange host, PortRange container, String protocol) {

  private static final int LONGEST = 200;
  private static final Pattern SHORT =
      Pattern.compile(
          "(?:(?<address>\\[[0-9A-Fa-f:.]++\\]|[0-9.]++|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f]*):)?"
              + "(?:(?<host>[0-9]++(?:-[0-9]++)?+)?+:)?(?<container>[0-9]++(?:-[0-9]++)?+)"
              + "(?:/(?<protocol>[A-Za-z]++))?+");

  /**
   * Consecutive ports.
   *
   * @param first from 1
   * @param last the same for a single one
   */
  public record PortRange(int first, int last) {

    static Optional<PortRange> parse(String text) {
      int dash = text.indexOf('-');
      try {
        int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
        boolean possible = first > 0 && first <= last && last <= 65_535;
        return possible ? Optional.of(new PortRange(first, last)) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    boolean includes(int port) {
      return first <= port && port <= last;
    }

    int count() {
      return last - first + 1;
    }
  }

  /** Reads an entry; none if it publishes no port that is known from the file alone. */
  static Stream<PublishedPort> parse(Object entry) {
    return switch (entry) {
      case Map<?, ?> map -> longSyntax(map).stream();
      case String text -> shortSyntax(text).stream();
      case Number number -> shortSyntax(number.toString()).stream();
      default -> Stream.empty();
    };
  }

  private static Optional<PublishedPort> shortSyntax(String entry) {
    String text = Interpolation.withDefaults(entry);
    Matcher matcher = SHORT.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    return of(
        Objects.requireNonNullElse(matcher.group("address"), ""),
        Objects.requireNonNullElse(matcher.group("host"), ""),
        matcher.group("container"),
        Objects.requireNonNullElse(matcher.group("protocol"), "tcp"));
  }

  private static Optional<PublishedPort> longSyntax(Map<?, ?> entry) {
    return of(
        text(entry, "host_ip", ""),
        text(entry, "published", ""),
        text(entry, "target", ""),
        text(entry, "protocol", "tcp"));
  }

  private static String text(Map<?, ?> entry, String key, String absent) {
    Object value = entry.get(key);
    return value == null ? absent : Interpolation.withDefaults(value.toString());
  }

  private static Optional<PublishedPort> of(
      String address, String host, String container, String protocol) {
    return PortRange.parse(container)
        .map(
            range ->
                new PublishedPort(
                    unbracketed(address),
                    PortRange.parse(host).orElse(null),
                    range,
                    protocol.toLowerCase(Locale.ROOT)));
  }

  private static String unbracketed(String address) {
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    String bare = bracketed ? address.substring(1, address.length() - 1) : address;
    return bare.equals("0.0.0.0") || bare.equals("::") ? "" : bare.toLowerCase(Locale.ROOT);
  }

  /** Whether only the host itself reaches it. */
  public boolean isLoopback() {
    return address.startsWith("127.") || address.equals("::1");
  }

  /**
   * Whether both cannot be published at once. A range of the host for a single port of a container
   * takes whichever of its ports is free.
   */
  public boolean collidesWith(PublishedPort other) {
    PortRange own = host;
    PortRange others = other.host;
    return own != null
        && others != null
        && isFixed()
        && other.isFixed()
        && protocol.equals(other.protocol)
        && (address.isEmpty() || other.address.isEmpty() || address.equals(other.address))
        && own.first() <= others.last()
        && others.first() <= own.last();
  }

  private boolean isFixed() {
    return host != null && host.count() <= container.count();
  }

  /** Whether a port of the host leads to that port of the container over TCP. */
  public boolean leads(int fromHost, int toContainer) {
    return host != null
        && protocol.equals("tcp")
        && host.includes(fromHost)
        && container.includes(toContainer)
        && fromHost - host.first() == toContainer - container.first();
  }

  /** In the short syntax, e.g. {@code "127.0.0.1:8443:8443"}. */
  @Override
  public String toString() {
    String at = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return (at.isEmpty() ? "" : at + ":")
        + (host == null ? (at.isEmpty() ? "" : ":") : text(host) + ":")
        + text(container)
        + (protocol.equals("tcp") ? "" : "/" + protocol);
  }

  private static String text(PortRange range) {
    return range.first() == range.last()
        ? String.valueOf(range.first())
        : range.first() + "-" + range.last();
  }
}
