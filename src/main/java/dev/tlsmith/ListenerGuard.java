package dev.tlsmith;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.env.Environment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to start where private keys would leave the machine in clear text, or would be given to
 * whoever asks: on an address beyond loopback without TLS of its own, unless the configuration says
 * so in words, and on one without an access policy, whatever the configuration says.
 */
@Context
final class ListenerGuard {

  static final String ALLOWED = "allowed-behind-a-tls-proxy";

  private static final String LISTENERS = "micronaut.server.netty.listeners";

  ListenerGuard(
      Environment environment,
      @Nullable @Property(name = "micronaut.server.host") String host,
      @Property(name = "micronaut.server.ssl.enabled", defaultValue = "false") boolean tls,
      @Nullable @Property(name = "tlsmith.plain-http-beyond-loopback") String words,
      @Nullable @Property(name = "tlsmith.access.policy") String policy) {
    boolean plainAllowed = ALLOWED.equals(words);
    check("micronaut.server.host", host, tls || plainAllowed, policy != null);
    for (String name : environment.getPropertyEntries(LISTENERS)) {
      String listener = LISTENERS + "." + name;
      boolean ssl = environment.getProperty(listener + ".ssl", Boolean.class, false);
      String address = environment.getProperty(listener + ".host", String.class).orElse(null);
      check(listener + ".host", address, ssl || plainAllowed, policy != null);
    }
  }

  private static void check(
      String property, @Nullable String host, boolean secure, boolean callersKnown) {
    if (isLoopback(host)) {
      return;
    }
    String address = host == null ? "every address" : host;
    if (!secure) {
      throw new IllegalStateException(
          ("%s is '%s', which is beyond loopback, and there is no TLS: private keys would cross the"
                  + " network in clear text. Configure micronaut.server.ssl, or set"
                  + " tlsmith.plain-http-beyond-loopback to '%s'.")
              .formatted(property, address, ALLOWED));
    }
    if (!callersKnown) {
      throw new IllegalStateException(
          ("%s is '%s', which is beyond loopback, and there is no access policy: whoever reaches it"
               + " could have certificates and keys made. Name the file that says who may do what"
               + " as tlsmith.access.policy (TLSMITH_ACCESS_POLICY), or listen on 127.0.0.1.")
              .formatted(property, address));
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
