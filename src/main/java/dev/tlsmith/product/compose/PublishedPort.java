package dev.tlsmith.product.compose;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * @param written as it stands in the file
 */
public record PublishedPort(
    String address,
    @Nullable PortRange host,
    PortRange container,
    String protocol,
    String written) {

  private static final String TCP = "tcp";
  private static final int LONGEST = 200;
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]*+");

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

  /** {@code [[address:]host:]container[/protocol]}, read from its end. */
  private static Optional<PublishedPort> shortSyntax(String entry) {
    String text = Interpolation.withDefaults(entry);
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    String protocol = slash < 0 ? TCP : text.substring(slash + 1);
    String ports = slash < 0 ? text : text.substring(0, slash);
    int last = ports.lastIndexOf(':');
    String before = last < 0 ? "" : ports.substring(0, last);
    boolean addressAlone =
        before.endsWith("]") || before.indexOf('.') >= 0 && !before.contains(":");
    int middle = addressAlone ? before.length() : before.lastIndexOf(':');
    return of(
        before.substring(0, Math.max(middle, 0)),
        addressAlone ? "" : before.substring(middle + 1),
        ports.substring(last + 1),
        protocol,
        entry);
  }

  private static Optional<PublishedPort> longSyntax(Map<?, ?> entry) {
    return of(
        text(entry, "host_ip", ""),
        text(entry, "published", ""),
        text(entry, "target", ""),
        text(entry, "protocol", TCP),
        entry.toString());
  }

  private static String text(Map<?, ?> entry, String key, String absent) {
    Object value = entry.get(key);
    return value == null ? absent : Interpolation.withDefaults(value.toString());
  }

  private static Optional<PublishedPort> of(
      String address, String host, String container, String protocol, String written) {
    Optional<PortRange> hosts = PortRange.parse(host);
    String bare = unbracketed(address);
    if (hosts.isEmpty() && !host.isEmpty() || !ADDRESS.matcher(bare).matches()) {
      return Optional.empty();
    }
    return PortRange.parse(container)
        .map(
            range ->
                new PublishedPort(
                    bare, hosts.orElse(null), range, protocol.toLowerCase(Locale.ROOT), written));
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

  /** Whether it leads from the same port of the host to the same port of the container. */
  boolean leadsAs(PublishedPort single) {
    PortRange other = single.host;
    return host != null
        && other != null
        && protocol.equals(single.protocol)
        && host.includes(other.first())
        && container.includes(single.container.first())
        && other.first() - host.first() == single.container.first() - container.first();
  }

  /** The same ports on one address. */
  PublishedPort at(String other) {
    return new PublishedPort(other, host, container, protocol, written);
  }

  /** In the short syntax, e.g. {@code "127.0.0.1:8443:8443"}. */
  @Override
  public String toString() {
    String at = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return (at.isEmpty() ? "" : at + ":")
        + (host == null ? (at.isEmpty() ? "" : ":") : text(host) + ":")
        + text(container)
        + (protocol.equals(TCP) ? "" : "/" + protocol);
  }

  private static String text(PortRange range) {
    return range.first() == range.last()
        ? String.valueOf(range.first())
        : range.first() + "-" + range.last();
  }
}
