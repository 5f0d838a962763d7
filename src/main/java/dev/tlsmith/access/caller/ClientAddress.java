package dev.tlsmith.access.caller;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Whom connections and work are counted for where no caller need be known: an IPv4 address, or the
 * /64 network of an IPv6 one, which is what a single customer or host is given (RFC 6177) and may
 * change its addresses in at will.
 *
 * @param text of the address or network; the same for all that do not come over IP
 */
public record ClientAddress(String text) {

  private static final int BYTES_OF_NETWORK = 8;

  /** That of the other end of a connection. */
  public static ClientAddress of(SocketAddress remote) {
    return switch (remote) {
      case InetSocketAddress ip when ip.getAddress() instanceof Inet6Address address -> {
        byte[] network = Arrays.copyOf(address.getAddress(), BYTES_OF_NETWORK);
        yield new ClientAddress(HexFormat.of().formatHex(network) + "::/64");
      }
      case InetSocketAddress ip when ip.getAddress() != null ->
          new ClientAddress(ip.getAddress().getHostAddress());
      default -> new ClientAddress("");
    };
  }
}
