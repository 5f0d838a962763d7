package dev.tlsmith.product.resolution;

import dev.tlsmith.spec.Deployment;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.spec.SubjectAlternativeName.DnsName;
import dev.tlsmith.spec.SubjectAlternativeName.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What templates see of a deployment's hosts, and of other names. */
final class HostModel {

  private HostModel() {}

  /**
   * All hosts, those of each kind, and the one that URLs have.
   *
   * @return {@code hosts}, {@code dnsHosts}, {@code ipHosts}, {@code wildcardHosts}, {@code host}
   *     and {@code public} with {@code port} and {@code url}
   */
  static Map<String, Object> of(Deployment deployment) {
    List<SubjectAlternativeName> hosts = deployment.hosts();
    Map<String, Object> kinds = lists(hosts);
    String host =
        hosts.stream()
            .map(SubjectAlternativeName::value)
            .filter(name -> !name.startsWith("*."))
            .findFirst()
            .orElseGet(() -> "www" + hosts.getFirst().value().substring(1));
    int port = deployment.publicPort();
    String authority = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String url = "https://" + authority + (port == 443 ? "" : ":" + port);
    return Map.of(
        "hosts", hosts.stream().map(SubjectAlternativeName::value).toList(),
        "dnsHosts", kinds.get("dns"),
        "ipHosts", kinds.get("ip"),
        "wildcardHosts",
            hosts.stream()
                .filter(HostModel::isWildcard)
                .map(SubjectAlternativeName::value)
                .toList(),
        "host", host,
        "public", Map.of("port", port, "url", url));
  }

  private static boolean isWildcard(SubjectAlternativeName host) {
    return host instanceof DnsName name && name.isWildcard();
  }

  /** Names by their kind: {@code dns} and {@code ip}. */
  static Map<String, Object> lists(List<SubjectAlternativeName> names) {
    List<String> dns = new ArrayList<>();
    List<String> ips = new ArrayList<>();
    for (SubjectAlternativeName name : names) {
      switch (name) {
        case DnsName dnsName -> dns.add(dnsName.value());
        case IpAddress address -> ips.add(address.value());
      }
    }
    return Map.of("dns", dns, "ip", ips);
  }
}
