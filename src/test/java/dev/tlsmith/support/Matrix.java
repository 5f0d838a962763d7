package dev.tlsmith.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Specs over version line × termination × certificate source, with options drawn at random from
 * those that the cell allows; the same ones in each run.
 */
public final class Matrix {

  public static final List<String> VERSIONS = List.of("0.24", "1.0", "1.1", "1.2", "1.3", "2.0");
  static final List<String> TERMINATIONS = List.of("application", "ingress", "both", "none");
  static final List<String> SOURCES =
      List.of(
          "self-signed", "private-ca", "provided", "existing-secret", "issuer", "acme", "own-ca");

  /** Sources that differ from another only in who signs: drawn for the newest line alone. */
  static final List<String> VARIANTS = List.of("service-ca", "csr");

  private static final Set<String> WITHOUT_KNOWN_CLIENTS =
      Set.of("provided", "acme", "existing-secret", "issuer");

  private final Random random;
  private final String version;
  private final String termination;
  private final String source;
  private final ObjectNode spec = Service.JSON.createObjectNode();
  private final ObjectNode options = Service.JSON.createObjectNode();

  private Matrix(long seed, String version, String termination, String source) {
    this.random = new Random(seed);
    this.version = version;
    this.termination = termination;
    this.source = source;
  }

  /** One spec per cell. */
  public static List<ObjectNode> specs() {
    List<ObjectNode> specs = new ArrayList<>();
    for (String version : VERSIONS) {
      for (String termination : TERMINATIONS) {
        for (String source : SOURCES) {
          specs.add(new Matrix(20_260_101L + specs.size(), version, termination, source).draw());
        }
      }
    }
    for (String termination : TERMINATIONS) {
      for (String source : VARIANTS) {
        specs.add(new Matrix(20_260_101L + specs.size(), "1.3", termination, source).draw());
      }
    }
    return specs;
  }

  /** The {@code certificate} of a source, one of {@link #SOURCES} or {@link #VARIANTS}. */
  public static ObjectNode certificate(String source) {
    return switch (source) {
      case "private-ca" -> certificateOf("gateway-in-another-namespace");
      case "csr" -> certificateOf("request-for-a-key-of-your-own");
      case "provided" -> certificateOf("own-certificate-behind-haproxy");
      case "existing-secret" -> certificateOf("existing-secret-at-both-ends");
      case "issuer" -> certificateOf("existing-issuer-and-partner-clients");
      case "acme" -> certificateOf("lets-encrypt-at-the-ingress");
      case "own-ca" -> certificateOf("private-ca-in-the-cluster");
      default -> Service.JSON.createObjectNode().put("source", source);
    };
  }

  /** PEM of a CA whose clients may be accepted. */
  public static String clientCertificates() {
    return trust("client-certificates-on-compose", "clientCertificates");
  }

  /** PEM of a CA to trust in outgoing calls. */
  public static String additional() {
    return trust("trust-an-internal-ca-only", "additional");
  }

  private static String trust(String example, String field) {
    return Service.exampleSpec(example).path("trust").path(field).asText();
  }

  private static ObjectNode certificateOf(String example) {
    return (ObjectNode) Service.exampleSpec(example).path("certificate");
  }

  private ObjectNode draw() {
    boolean application = termination.equals("application") || termination.equals("both");
    boolean edge = termination.equals("ingress") || termination.equals("both");
    boolean old = version.equals("0.24");
    spec.put("product", "kestra").put("version", version).put("termination", termination);
    spec.set("certificate", certificate(source));
    spec.set("options", options);
    hosts(edge);
    if (coin()) {
      spec.put("release", "workflows").put("namespace", "data");
    }
    if (coin()) {
      spec.putObject("keyStore").put("type", "JKS").put("alias", "kestra");
    }
    if (termination.equals("none")) {
      spec.putObject("trust").put("additional", additional());
      options.put("javaOpts", "-Xmx2g");
      return spec;
    }
    boolean gateway = edge && coin();
    String controller = pick("nginx", "traefik", "haproxy", "other");
    boolean asks =
        coin() && (!edge || (!gateway && !Set.of("haproxy", "other").contains(controller)));
    String clients = asks ? pick("want", "need") : "none";
    spec.put("clientAuthentication", clients);
    if (asks && (WITHOUT_KNOWN_CLIENTS.contains(source) || coin())) {
      spec.withObject("/trust").put("clientCertificates", clientCertificates());
    }
    options.put("outboundTrust", coin()).put("javaOpts", pick("", "-Xmx2g"));
    options.put("csrf", coin()).put("pageStyle", coin()).put("httpsPort", pick(8443, 9443));
    if (application) {
      options.put("hotReload", coin() && Set.of("1.3", "2.0").contains(version));
      boolean locked = termination.equals("application") && clients.equals("need");
      options.put("managementTls", coin() && !locked);
      options.put("plainHttp", coin() && !old ? "kept" : "closed");
    }
    if (edge) {
      options.put("ingressController", controller).put("edgeRedirect", coin());
      if (gateway) {
        ObjectNode parent = options.putObject("gatewayApi").put("gateway", "public");
        if (coin()) {
          parent.put("namespace", "gateways").put("section", "https").put("httpSection", "http");
        }
      }
    }
    if (coin()) {
      options.put("secretName", "web-tls").put("deployment", "server").put("container", "app");
      options.putObject("service").put("name", "web").put("port", 8080);
    }
    return spec;
  }

  private void hosts(boolean edge) {
    var hosts = spec.putArray("hosts").add("kestra.example.com");
    if (source.equals("provided")) {
      return;
    }
    if (coin()) {
      hosts.add("kestra.example.org");
    }
    if (!source.equals("acme") && coin()) {
      hosts.add("*.kestra.example.net");
    }
    if (!source.equals("acme") && !edge && coin()) {
      hosts.add("192.0.2.10").add("2001:db8::7");
    }
  }

  private boolean coin() {
    return random.nextBoolean();
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private int pick(int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
