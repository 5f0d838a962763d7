package dev.tlsmith.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.support.Matrix;
import dev.tlsmith.support.RealChart;
import dev.tlsmith.support.Service;
import java.util.ArrayList;
import java.util.List;

/** Specs for one of Camunda's charts, and the values of a release without TLS that they go with. */
final class CamundaChartCells {

  static final String WEB_MODELER = "camunda-web-modeler";
  static final String CONSOLE = "camunda-console";

  private final RealChart chart;
  private final List<ObjectNode> specs = new ArrayList<>();

  private CamundaChartCells(RealChart chart) {
    this.chart = chart;
  }

  /** Every termination with each kind of certificate source, and what options a chart can tell. */
  static List<ObjectNode> specs(RealChart chart) {
    CamundaChartCells cells = new CamundaChartCells(chart);
    cells.webModeler();
    if (hasConsole(chart)) {
      cells.console();
    }
    return cells.specs;
  }

  static boolean hasConsole(RealChart chart) {
    return chart.major() < 15;
  }

  private static boolean hasWebapp(RealChart chart) {
    return chart.major() < 14;
  }

  /** Components of Web Modeler. */
  static List<String> components(RealChart chart) {
    return hasWebapp(chart)
        ? List.of("restapi", "webapp", "websockets")
        : List.of("restapi", "websockets");
  }

  /** The key of Web Modeler's values. */
  static String modelerKey(RealChart chart) {
    return chart.major() < 15 ? "webModeler" : "camundaHub";
  }

  /** The line of Camunda that a chart is for. */
  static String line(RealChart chart) {
    return "8." + (chart.major() - 5);
  }

  private void webModeler() {
    String front = hasWebapp(chart) ? "webapp" : "restapi";
    String management =
        hasWebapp(chart) ? "{restapi: true, webapp: true}" : "{restapi: true, webapp: false}";
    modeler("application", "self-signed", "{}");
    modeler(
        "application",
        "private-ca",
        """
        {managementTls: %s, managementCertificate: separate, identityUrl: 'https://id.example.com',
         serverUrl: 'https://modeler.example.com/modeler', websocketsUrl: 'https://modeler.example.com/modeler-ws'}
        """
            .formatted(management));
    modeler("application", "provided", "{managementTls: {restapi: true}, orchestrationCa: false}");
    modeler("application", "existing-secret", "{components: [websockets]}");
    modeler("application", "own-ca", "{managementTls: %s}".formatted(management));
    modeler(
        "application",
        "issuer",
        "{managementTls: %s, managementCertificate: separate}".formatted(management));
    modeler("application", "acme", "{components: [%s]}".formatted(front));
    modeler("application", "self-signed", "{components: [restapi], managementTls: {restapi: true}}")
        .put("clientAuthentication", hasWebapp(chart) ? "want" : "need");
    modeler("application", "own-ca", "{components: [restapi]}")
        .put("clientAuthentication", "want")
        .putObject("trust")
        .put("clientCertificates", Matrix.clientCertificates());
    modeler("ingress", "self-signed", "{identityUrl: 'https://id.example.com'}");
    modeler("ingress", "acme", "{ingressController: traefik}");
    modeler("ingress", "issuer", "{gatewayApi: {gateway: public, section: https}}");
    modeler("both", "self-signed", "{ingressController: traefik, managementTls: {restapi: true}}");
    modeler("both", "private-ca", "{serverUrl: 'https://modeler.example.com/modeler'}");
    modeler("both", "own-ca", "{gatewayApi: {gateway: public, section: https}}");
    modeler("both", "existing-secret", "{ingressController: haproxy}");
    modeler("none", "self-signed", "{}");
  }

  private ObjectNode modeler(String termination, String source, String options) {
    return add(WEB_MODELER, "modeler.example.com", termination, source, options);
  }

  private void console() {
    console("application", "self-signed", "{}");
    console("application", "self-signed", "{managementTls: true, outboundTrust: false}");
    console(
        "application",
        "private-ca",
        """
        {managementTls: true, managementCertificate: separate, contextPath: /console,
         keycloakUrl: 'https://login.example.com/auth', keycloakInternalUrl: 'https://keycloak:18443/auth'}
        """);
    console("application", "provided", "{managementTls: true}");
    console("application", "own-ca", "{managementTls: true}");
    console("application", "issuer", "{keycloakUrl: 'https://login.example.com/auth'}");
    console("application", "acme", "{}");
    console("application", "own-ca", "{}")
        .putObject("trust")
        .put("additional", Matrix.additional());
    console("ingress", "self-signed", "{contextPath: /console}");
    console("both", "existing-secret", "{managementTls: true, managementCertificate: separate}");
    console("ingress", "acme", "{gatewayApi: {gateway: public, section: https}}");
    console(
        "both",
        "self-signed",
        "{ingressController: traefik, contextPath: /console, managementTls: true}");
    console("both", "own-ca", "{gatewayApi: {gateway: public, section: https}}");
    console("both", "issuer", "{ingressController: haproxy, outboundTrust: false}");
    console("none", "self-signed", "{keycloakInternalUrl: 'https://keycloak:18443/auth'}");
  }

  private ObjectNode console(String termination, String source, String options) {
    return add(CONSOLE, "console.example.com", termination, source, options);
  }

  private ObjectNode add(
      String product, String host, String termination, String source, String options) {
    ObjectNode spec = spec(chart, product, host);
    spec.put("termination", termination);
    spec.set(
        "certificate", source.equals("provided") ? provided(product) : Matrix.certificate(source));
    if (termination.equals("none")) {
      spec.putObject("trust").put("additional", Matrix.additional());
    }
    spec.set("options", Service.yaml(options));
    specs.add(spec);
    return spec;
  }

  private static ObjectNode provided(String product) {
    String example = product.equals(CONSOLE) ? "own-certificate" : "provided-certificate";
    return (ObjectNode) Service.exampleSpec(product, example).path("certificate");
  }

  /** One deployment in the release {@code camunda}. */
  static ObjectNode spec(RealChart chart, String product, String host) {
    ObjectNode spec = deployment(chart, product, host);
    spec.put("release", "camunda").put("namespace", "bpm").putArray("targets").add("helm");
    return spec;
  }

  /** One deployment of each product that the chart has, with everything else by default. */
  static List<ObjectNode> everyProduct(RealChart chart) {
    return products(chart).stream().map(one -> spec(chart, one, one + ".example.com")).toList();
  }

  private static List<String> products(RealChart chart) {
    return hasConsole(chart) ? List.of(WEB_MODELER, CONSOLE) : List.of(WEB_MODELER);
  }

  /** Where the values of each component are. */
  static List<String> pointers(RealChart chart) {
    List<String> pointers = new ArrayList<>();
    components(chart).forEach(one -> pointers.add("/" + modelerKey(chart) + "/" + one));
    if (hasConsole(chart)) {
      pointers.add("/console");
    }
    return pointers;
  }

  /** Web Modeler and Console in one release under one CA; none where there is no Console. */
  static List<ObjectNode> bothProducts(RealChart chart) {
    if (!hasConsole(chart)) {
      return List.of();
    }
    return List.of(
        several(chart, "self-signed", "application"),
        several(chart, "issuer", "application"),
        several(chart, "own-ca", "both"));
  }

  private static ObjectNode several(RealChart chart, String source, String termination) {
    ObjectNode spec = Service.JSON.createObjectNode();
    spec.put("release", "camunda").put("namespace", "bpm").putArray("targets").add("helm");
    spec.set("certificate", Matrix.certificate(source));
    for (String product : products(chart)) {
      ObjectNode deployment = deployment(chart, product, product + ".example.com");
      spec.withArray("/deployments").add(deployment.put("termination", termination));
    }
    return spec;
  }

  private static ObjectNode deployment(RealChart chart, String product, String host) {
    ObjectNode deployment = Service.JSON.createObjectNode().put("product", product);
    deployment.put("version", line(chart)).put("chartVersion", chart.version());
    deployment.putArray("hosts").add(host);
    return deployment;
  }

  /**
   * Values of a release without TLS: Identity, Web Modeler and Console with every probe there is,
   * data bases and Keycloak elsewhere.
   */
  static ObjectNode release(RealChart chart) {
    String text =
        switch (chart.major()) {
          case 10, 11, 12 -> TO_8_7;
          case 13, 14 -> FROM_8_8;
          default -> HUB;
        };
    ObjectNode values = (ObjectNode) Service.yaml(text);
    for (String component : components(chart)) {
      probes(values.withObject("/" + modelerKey(chart) + "/" + component));
    }
    if (hasConsole(chart)) {
      probes(values.withObject("/console"));
    }
    return values;
  }

  private static void probes(ObjectNode component) {
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      component.withObject("/" + probe).put("enabled", true);
    }
  }

  private static final String TO_8_7 =
      """
      global:
        elasticsearch: {enabled: true, external: true, url: {protocol: http, host: elastic, port: 9200}}
        identity:
          keycloak:
            url: {protocol: http, host: keycloak, port: 80}
            auth: {adminUser: admin, existingSecret: own-secrets, existingSecretKey: keycloak}
          auth:
            enabled: true
            zeebe: {existingSecret: {name: own-secrets}}
            operate: {existingSecret: {name: own-secrets}}
            tasklist: {existingSecret: {name: own-secrets}}
            optimize: {existingSecret: {name: own-secrets}}
            connectors: {existingSecret: {name: own-secrets}}
            console: {existingSecret: {name: own-secrets}}
      identity: {enabled: true, firstUser: {existingSecret: own-secrets}}
      identityKeycloak: {enabled: false}
      identityPostgresql: {enabled: false}
      postgresql: {enabled: false}
      elasticsearch: {enabled: false}
      zeebe: {enabled: false}
      zeebeGateway: {enabled: false}
      operate: {enabled: false}
      tasklist: {enabled: false}
      optimize: {enabled: false}
      connectors: {enabled: false}
      webModeler:
        enabled: true
        restapi:
          mail: {fromAddress: noreply@example.com}
          externalDatabase: {url: "jdbc:postgresql://db/modeler", user: modeler, password: own}
      console: {enabled: true}
      """;

  private static final String FROM_8_8 =
      """
      global:
        elasticsearch: {enabled: true, external: true, url: {protocol: http, host: elastic, port: 9200}}
        identity:
          keycloak:
            url: {protocol: http, host: keycloak, port: 80}
            auth: {adminUser: admin, existingSecret: own-secrets, existingSecretKey: keycloak}
          auth: {enabled: true}
      identity: {enabled: true}
      identityKeycloak: {enabled: false}
      identityPostgresql: {enabled: false}
      webModelerPostgresql: {enabled: false}
      elasticsearch: {enabled: false}
      orchestration: {enabled: false, data: {secondaryStorage: {type: elasticsearch}}}
      optimize: {enabled: false}
      connectors: {enabled: false}
      webModeler:
        enabled: true
        restapi:
          mail: {fromAddress: noreply@example.com}
          externalDatabase: {url: "jdbc:postgresql://db/modeler", user: modeler}
      console: {enabled: true}
      """;

  private static final String HUB =
      """
      global:
        identity:
          keycloak:
            url: {protocol: http, host: keycloak, port: 80}
            auth: {adminUser: admin, secret: {existingSecret: own-secrets, existingSecretKey: keycloak}}
          auth: {enabled: true}
      identity: {enabled: true}
      orchestration: {enabled: false, data: {secondaryStorage: {type: rdbms}}}
      optimize: {enabled: false}
      connectors: {enabled: false}
      camundaHub:
        enabled: true
        restapi:
          mail: {fromAddress: noreply@example.com}
          externalDatabase:
            url: "jdbc:postgresql://db/modeler"
            user: modeler
            secret: {existingSecret: own-secrets, existingSecretKey: modeler}
      """;
}
