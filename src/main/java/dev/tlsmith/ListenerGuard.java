package dev.tlsmith;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
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

  private static final String LISTENERS = "micronaut.server.netty.listeners";

  ListenerGuard(
      Environment environment,
      @Nullable @Property(name = "micronaut.server.host") String host,
      @Property(name = "micronaut.server.ssl.enabled", defaultValue = "false") boolean tls,
      @Nullable @Property(name = "tlsmith.plain-http-beyond-loopback") String words) {
    if (ALLOWED.equals(words)) {
      return;
    }
    if (!tls) {
      refuseBeyondLoopback("micronaut.server.host", host);
    }
    for (String name : environment.getPropertyEntries(LISTENERS)) {
      String listener = LISTENERS + "." + name;
      if (!environment.getProperty(listener + ".ssl", Boolean.class, false)) {
        String address = environment.getProperty(listener + ".host", String.class).orElse(null);
        refuseBeyondLoopback(listener + ".host", address);
      }
    }
  }

  private static void refuseBeyondLoopback(String property, @Nullable String host) {
    if (!isLoopback(host)) {
      throw new IllegalStateException(
          ("%s is '%s', which is beyond loopback, and there is no TLS: private keys would cross the"
                  + " network in clear text. Configure micronaut.server.ssl, or set"
                  + " tlsmith.plain-http-beyond-loopback to '%s'.")
              .formatted(property, host == null ? "every address" : host, ALLOWED));
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
