package dev.tlsmith.listener;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** The addresses that connect for many clients, as {@code tlsmith.connections.proxies} has them. */
final class TrustedProxies {

  private static final String PROPERTY = "tlsmith.connections.proxies";

  private final List<IpSubnetFilterRule> networks;

  /**
   * Reads addresses and networks.
   *
   * @throws IllegalArgumentException if one is neither; the message reaches the operator
   */
  TrustedProxies(List<String> texts) {
    this.networks = texts.stream().map(TrustedProxies::network).toList();
  }

  boolean contains(SocketAddress remote) {
    return remote instanceof InetSocketAddress address
        && networks.stream().anyMatch(network -> network.matches(address));
  }

  private static IpSubnetFilterRule network(String text) {
    String[] parts = text.strip().split("/", 2);
    boolean four = NetUtil.isValidIpV4Address(parts[0]);
    int longest = four ? Integer.SIZE : 2 * Long.SIZE;
    try {
      int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : longest;
      if ((four || NetUtil.isValidIpV6Address(parts[0])) && prefix >= 0 && prefix <= longest) {
        return new IpSubnetFilterRule(parts[0], prefix, IpFilterRuleType.ACCEPT);
      }
    } catch (NumberFormatException e) {
      // the prefix is no number
    }
    throw new IllegalArgumentException(
        ("%s has '%s', which is neither an address nor a network; use e.g. '10.1.2.3' or"
                + " '10.0.0.0/8'")
            .formatted(PROPERTY, text));
  }
}
