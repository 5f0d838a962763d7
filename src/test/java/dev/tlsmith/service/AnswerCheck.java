package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tlsmith.rendering.yaml.GivenYaml;
import dev.tlsmith.service.SpecPropertyTest.Case;
import dev.tlsmith.spec.SubjectAlternativeName;
import dev.tlsmith.support.ServiceClient;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What holds for every answer of the service, and for the values that went into it. */
public final class AnswerCheck {

  private static final Pattern JAVA =
      Pattern.compile(
          "java\\.(lang|util|io|net|time|security|math|nio)\\b|javax\\.(crypto|security)|[a-z]Exception|"
              + "dev\\.tlsmith|com\\.(fasterxml|networknt|hubspot|sun)|org\\.(yaml|apache|bouncycastle)|"
              + "io\\.(netty|micronaut)|\\$\\$Lambda|@[0-9a-f]{6,8}\\b|Node\\b.*\\bclass");

  private AnswerCheck() {}

  static void check(ServiceClient.Answer answer, Case request) {
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    switch (answer.status()) {
      case 200 -> success(answer, request);
      case 503 -> assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
      case 400, 422 -> refusal(answer, request);
      default -> throw new AssertionError("%s: %s".formatted(answer, answer.text()));
    }
  }

  private static void refusal(ServiceClient.Answer answer, Case request) {
    JsonNode problem = problem(answer);
    assertThat(answer.status() == 400 && request.valid())
        .as("a spec that the schemas allow is refused: %s", problem)
        .isFalse();
    assertThat(problem.path("errors")).isNotEmpty();
    for (JsonNode error : problem.path("errors")) {
      assertThat(error.path("pointer").isTextual()).isTrue();
      String pointer = error.path("pointer").asText();
      assertThat(pointer.isEmpty() || pointer.startsWith("/")).as(pointer).isTrue();
      assertThat(pointer.replaceAll("~[01]", "")).doesNotContain("~");
      assertThat(error.path("code").asText()).matches("[a-z0-9]+(-[a-z0-9]+)*");
      assertThat(error.path("detail").asText()).isNotBlank().doesNotContainPattern(JAVA);
      assertThat(error.path("detail").asText().length()).isLessThan(3000);
      assertThat(error.path("detail").asText()).doesNotContain(SpecSource.MARKER);
    }
  }

  /** The shape that every refusal has. */
  public static JsonNode problem(ServiceClient.Answer answer) {
    assertThat(answer.mediaType()).isEqualTo(ServiceClient.PROBLEM);
    JsonNode problem = answer.json();
    assertThat(problem.path("type").asText()).isEqualTo("about:blank");
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
    assertThat(problem.path("detail").asText()).isNotBlank().doesNotContainPattern(JAVA);
    return problem;
  }

  private static void success(ServiceClient.Answer answer, Case request) {
    switch (request.path()) {
      case "/v1/validations" -> {
        assertThat(answer.mediaType()).isEqualTo("application/json");
        warnings(answer.json().path("warnings"));
      }
      case "/v1/bundles" -> {
        assertThat(answer.mediaType()).isEqualTo("application/json");
        bundle(answer.json(), request);
      }
      default -> {
        assertThat(answer.mediaType()).isEqualTo("application/yaml");
        List<JsonNode> documents = answer.yaml();
        if (request.path().endsWith("helm")) {
          documents.forEach(tree -> assertThat(templates(tree)).isEmpty());
          documents.forEach(tree -> ownListsAreComplete(tree, request));
        }
        if (!request.path().endsWith("kubernetes")) {
          secretFree(answer.text(), request);
        }
        if (request.spec() != null) {
          Asked asked = new Asked(request);
          documents.forEach(tree -> values(tree, asked));
        }
      }
    }
  }

  private static void warnings(JsonNode warnings) {
    assertThat(warnings.isArray()).isTrue();
    for (JsonNode warning : warnings) {
      assertThat(warning.path("code").asText()).matches("[a-z0-9]+(-[a-z0-9]+)*");
      assertThat(warning.path("message").asText()).isNotBlank().doesNotContainPattern(JAVA);
      assertThat(warning.path("message").asText()).doesNotContain(SpecSource.MARKER);
    }
  }

  private static void secretFree(String text, Case request) {
    assertThat(text).doesNotContain("PRIVATE KEY");
    JsonNode spec = request.spec();
    String password = spec == null ? "" : spec.at("/keyStore/password").asText();
    if (password.length() >= 12) {
      assertThat(text).doesNotContain(password);
    }
  }

  private static void bundle(JsonNode bundle, Case request) {
    warnings(bundle.path("warnings"));
    assertThat(bundle.path("next")).isNotEmpty();
    Asked asked = request.spec() == null ? null : new Asked(request);
    List<String> paths = new ArrayList<>();
    for (JsonNode file : bundle.path("files")) {
      String path = file.path("path").asText();
      paths.add(path);
      assertThat(path).matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*").doesNotContain("..");
      String text = file.path("text").asText();
      if (text.contains(SpecSource.MARKER)) {
        assertThat(file.path("mode").asText()).as(path).isEqualTo("0600");
        assertThat(file.path("secret").asBoolean()).as(path).isTrue();
      }
      if (path.endsWith(".yaml") && !path.endsWith("kestra-tls.yaml")) {
        for (JsonNode tree : ServiceClient.documents(text)) {
          if (asked != null) {
            values(tree, asked);
            spec(path, tree, asked);
          }
        }
      } else if (path.endsWith(".json")) {
        ServiceClient.documents(text);
      } else if (file.has("base64")) {
        assertThat(Base64.getDecoder().decode(file.path("base64").asText())).isNotEmpty();
      }
    }
    assertThat(paths).isSorted().doesNotHaveDuplicates().contains("TLS.md", "tlsmith.yaml");
    assertThat(paths).anyMatch(path -> path.endsWith("proof.json"));
    if (asked != null) {
      assertThat(bundle.path("deployments")).hasSameSizeAs(asked.deployments());
      for (int i = 0; i < asked.deployments().size(); i++) {
        result(bundle.path("deployments").get(i), asked, asked.deployments().get(i));
      }
    }
  }

  private static void result(JsonNode result, Asked asked, JsonNode deployment) {
    assertThat(result.path("product")).isEqualTo(deployment.path("product"));
    assertThat(result.path("namespace").asText()).isEqualTo(asked.namespace());
    if (deployment.has("release")) {
      assertThat(result.path("release")).isEqualTo(deployment.path("release"));
    } else {
      assertThat(result.path("release").asText()).startsWith(asked.release());
    }
    if (result.has("certificate") && !asked.source().equals("provided")) {
      assertThat(texts(result.at("/certificate/subjectAlternativeNames")))
          .containsAll(Asked.hosts(deployment));
      subject(result.at("/certificate/subject").asText(), asked.spec.at("/certificate/subject"));
    }
  }

  /** What the caller has in a list is in ours as well, in the same order. */
  private static void ownListsAreComplete(JsonNode tree, Case request) {
    if (request.spec() == null) {
      return;
    }
    for (JsonNode deployment : new Asked(request).deployments()) {
      String own = deployment.at("/existing/helmValues").asText();
      if (!own.isEmpty()) {
        ownListsAreComplete(tree, ServiceClient.JSON.valueToTree(GivenYaml.parse(own)));
      }
    }
  }

  private static void ownListsAreComplete(JsonNode ours, JsonNode theirs) {
    if (ours.isArray() && theirs.isArray()) {
      List<JsonNode> kept = new ArrayList<>();
      ours.forEach(kept::add);
      List<JsonNode> own = new ArrayList<>();
      theirs.forEach(own::add);
      kept.retainAll(own);
      assertThat(kept).isEqualTo(own);
    }
    ours.fields()
        .forEachRemaining(
            field -> ownListsAreComplete(field.getValue(), theirs.path(field.getKey())));
  }

  /** The subject of a certificate that was made, as RFC 2253 text. */
  private static void subject(String text, JsonNode asked) {
    Map<String, String> attributes = new TreeMap<>();
    if (text.equals("(empty)")) {
      assertThat(asked).isEmpty();
      return;
    }
    try {
      for (Rdn rdn : new LdapName(text).getRdns()) {
        attributes.put(rdn.getType(), rdn.getValue().toString());
      }
    } catch (InvalidNameException e) {
      throw new AssertionError(text, e);
    }
    for (var name :
        Map.of(
                "O",
                "organization",
                "OU",
                "organizationalUnit",
                "L",
                "locality",
                "ST",
                "state",
                "C",
                "country")
            .entrySet()) {
      assertThat(attributes.getOrDefault(name.getKey(), ""))
          .isEqualTo(asked.path(name.getValue()).asText(""));
    }
    if (asked.has("commonName")) {
      assertThat(attributes).containsEntry("CN", asked.path("commonName").asText());
    }
  }

  private static void spec(String path, JsonNode tree, Asked asked) {
    if (path.equals("tlsmith.yaml")) {
      JsonNode spec = tree.path("spec");
      assertThat(texts(spec.at("/deployments/0/hosts"))).isEqualTo(asked.hosts());
      assertThat(spec.toString()).doesNotContain(SpecSource.MARKER);
      assertThat(spec.path("release").asText()).isEqualTo(asked.release());
      assertThat(spec.path("namespace").asText()).isEqualTo(asked.namespace());
      asked
          .options()
          .fields()
          .forEachRemaining(
              option -> {
                if (option.getValue().isTextual() && !option.getValue().asText().isEmpty()) {
                  assertThat(spec.at("/deployments/0/options").path(option.getKey()))
                      .as(option.getKey())
                      .isEqualTo(option.getValue());
                }
              });
    }
  }

  /** Wherever a value that went in has to stand, it stands there exactly. */
  private static void values(JsonNode tree, Asked asked) {
    if (tree.has("apiVersion") && tree.path("metadata").has("namespace")) {
      assertThat(tree.at("/metadata/namespace").asText()).isEqualTo(asked.namespace());
    }
    if (tree.path("kind").asText().endsWith("Issuer")) {
      issuer(tree, asked);
    }
    for (JsonNode service : tree.path("services")) {
      for (JsonNode volume : service.path("volumes")) {
        // A file of tls/, or a part of the program's configuration.
        assertThat(volume.asText()).matches("\\./([A-Za-z0-9._-]+/){0,2}[A-Za-z0-9._-]+:/[^:]+:ro");
      }
    }
    if (asked.deployments().size() > 1) {
      return; // which of them a document belongs to is another test's matter
    }
    switch (tree.path("kind").asText()) {
      case "Ingress" -> {
        // Traefik's redirect is an Ingress without TLS.
        if (tree.path("spec").has("tls")) {
          assertThat(asked.hosts()).containsAll(texts(tree.at("/spec/tls/0/hosts")));
        }
      }
      case "Certificate" -> certificate(tree, asked);
      default -> {}
    }
    if (asked.product().equals("kestra")) {
      kestra(tree, asked);
    }
  }

  private static void kestra(JsonNode tree, Asked asked) {
    for (JsonNode mount : tree.findParents("mountPath")) {
      if (!mount.path("name").asText().equals("own")) {
        assertThat(mount.path("mountPath").asText())
            .isEqualTo(asked.option("mountPath", "/etc/kestra/tls"));
      }
    }
    if (tree.path("services").isObject()) {
      compose(tree.path("services"), asked);
    }
    if (tree.path("ingress").path("enabled").asBoolean()) {
      ingress(tree.path("ingress"), asked);
    }
    if (tree.path("kind").asText().equals("Ingress") && tree.path("spec").has("tls")) {
      assertThat(tree.at("/spec/tls/0/secretName").asText()).isEqualTo(asked.secretName());
      assertThat(texts(tree.at("/spec/tls/0/hosts"))).isEqualTo(asked.hosts());
    }
  }

  private static void compose(JsonNode services, Asked asked) {
    String name = asked.option("composeService", "kestra");
    assertThat(services.fieldNames()).toIterable().containsExactly(name);
    String folder = asked.option("mountPath", "/etc/kestra/tls");
    for (JsonNode volume : services.path(name).path("volumes")) {
      String[] parts = volume.asText().split(":", -1);
      assertThat(parts).hasSize(3);
      String file = parts[0].substring(parts[0].lastIndexOf('/') + 1);
      assertThat(parts[1]).isEqualTo(folder + "/" + file);
      assertThat(parts[2]).isEqualTo("ro");
    }
  }

  private static void ingress(JsonNode ingress, Asked asked) {
    List<String> hosts = new ArrayList<>();
    ingress.path("hosts").forEach(host -> hosts.add(host.path("host").asText()));
    assertThat(hosts).isEqualTo(asked.hosts());
    assertThat(texts(ingress.at("/tls/0/hosts"))).isEqualTo(asked.hosts());
    assertThat(ingress.at("/tls/0/secretName").asText()).isEqualTo(asked.secretName());
  }

  private static void certificate(JsonNode tree, Asked asked) {
    if (!tree.at("/metadata/name").asText().equals(asked.secretName())) {
      return;
    }
    List<String> names = new ArrayList<>(texts(tree.at("/spec/dnsNames")));
    names.addAll(texts(tree.at("/spec/ipAddresses")));
    assertThat(names).containsAll(asked.hosts());
    assertThat(tree.at("/spec/secretName").asText()).isEqualTo(asked.secretName());
    JsonNode subject = asked.spec.at("/certificate/subject");
    JsonNode organisation = tree.at("/spec/subject/organizations/0");
    if (!organisation.isMissingNode()) {
      assertThat(organisation).isEqualTo(subject.path("organization"));
    }
    JsonNode commonName = tree.at("/spec/commonName");
    if (!commonName.isMissingNode() && subject.has("commonName")) {
      assertThat(commonName).isEqualTo(subject.path("commonName"));
    }
  }

  private static void issuer(JsonNode tree, Asked asked) {
    JsonNode acme = tree.at("/spec/acme");
    JsonNode wanted = asked.spec.at("/certificate/acme");
    if (acme.isMissingNode()) {
      return;
    }
    assertThat(acme.path("email")).isEqualTo(wanted.path("email"));
    String directory = wanted.path("directory").asText("");
    if (directory.startsWith("https:")) {
      assertThat(acme.path("server").asText()).isEqualTo(directory);
    }
    if (wanted.has("solver") && !asked.form) {
      assertThat(acme.path("solvers").get(0).toString())
          .isEqualTo(wanted.path("solver").toString());
    }
  }

  private static List<String> templates(JsonNode tree) {
    List<String> found = new ArrayList<>();
    // {{ `{{` }} is how a chart is told to leave the braces alone; Release.Name is the caller's
    // own;
    // an image that is included is for the chart, which renders an init container's text.
    String text =
        tree.asText()
            .replace("{{ `{{` }}", "")
            .replace("{{ .Release.Name }}", "")
            .replaceAll("^\\{\\{ include \"[A-Za-z.]+\\.image\" \\. }}$", "");
    if (tree.isValueNode() && text.matches("(?s).*(\\{\\{|\\{%|\\{#).*")) {
      found.add(text);
    }
    tree.forEach(child -> found.addAll(templates(child)));
    return found;
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(JsonNode::isValueNode) // a form cannot say an empty list within a list
        .map(JsonNode::asText)
        .toList();
  }

  /** What a request asked for, with the defaults that the contract promises. */
  private static final class Asked {

    private final JsonNode spec;
    private final JsonNode deployment;
    private final boolean form;

    Asked(Case request) {
      ObjectNode asked = request.spec();
      this.spec = asked == null ? ServiceClient.JSON.createObjectNode() : asked;
      this.deployment = spec.has("deployments") ? spec.at("/deployments/0") : spec;
      this.form = request.isForm();
    }

    List<JsonNode> deployments() {
      List<JsonNode> all = new ArrayList<>();
      spec.path("deployments").forEach(all::add);
      return all.isEmpty() ? List.of(deployment) : all;
    }

    String product() {
      return deployment.path("product").asText();
    }

    List<String> hosts() {
      return hosts(deployment);
    }

    static List<String> hosts(JsonNode deployment) {
      JsonNode hosts = deployment.path("hosts");
      List<String> texts = hosts.isValueNode() ? List.of(hosts.asText()) : texts(hosts);
      return texts.stream().map(host -> SubjectAlternativeName.parse(host).value()).toList();
    }

    String release() {
      return spec.path("release").asText(deployment.path("product").asText());
    }

    String namespace() {
      return spec.path("namespace").asText("default");
    }

    String source() {
      return spec.at("/certificate/source").asText("self-signed");
    }

    JsonNode options() {
      return deployment.path("options");
    }

    String option(String name, String fallback) {
      return options().path(name).asText(fallback);
    }

    String secretName() {
      String existing = spec.at("/certificate/secretName").asText("");
      String chosen = options().path("secretName").asText("");
      String own = deployment.path("release").asText(release());
      return !existing.isEmpty() ? existing : chosen.isEmpty() ? own + "-tls" : chosen;
    }
  }
}
