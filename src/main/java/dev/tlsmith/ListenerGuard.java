package dev.tlsmith;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to start where private keys would leave the machine in clear text: on an address beyond
 * loopback without TLS of its own, unless the configuration says so in words.
 */
@Context
final class ListenerGuard {

  static final String ALLOWED = "allowed-behind-a-tls-proxy";

  ListenerGuard(
      @Nullable @Property(name = "micronaut.server.host") String host,
      @Property(name = "micronaut.server.ssl.enabled", defaultValue = "false") boolean tls,
      @Nullable @Property(name = "tlsmith.plain-http-beyond-loopback") String words) {
    if (!tls && !isLoopback(host) && !ALLOWED.equals(words)) {
      throw new IllegalStateException(
          ("micronaut.server.host is '%s', which is beyond loopback, and there is no TLS: private"
               + " keys would cross the network in clear text. Configure micronaut.server.ssl, or"
               + " set tlsmith.plain-http-beyond-loopback to '%s'.")
              .formatted(host == null ? "every address" : host, ALLOWED));
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
