package dev.tlsmith.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PackCommandTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir Path packs;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine command = PackCommand.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return command.execute(args);
  }

  private int begin(String title) {
    return run(
        "new",
        packs.toString(),
        "--id=acme",
        "--title=" + title,
        "--line=2.1",
        "--documentation=https://docs.acme.example/tls",
        "--certificate=ACME_CERT",
        "--key=ACME_KEY");
  }

  private void fillIn() throws IOException {
    for (String file : List.of("product.yaml", "helm/values-tls.yaml.j2", "configuration.j2")) {
      Path path = packs.resolve("acme").resolve(file);
      if (!Files.exists(path)) {
        continue;
      }
      Files.writeString(
          path,
          Files.readString(path)
              .replaceAll("\\{## fill in: .*#}\n", "")
              .replaceAll(" +# fill in: .*", ""));
    }
  }

  @Test
  void aPackThatWasBegunIsSoundOnceItIsFilledIn() throws IOException {
    assertThat(begin("Acme: the \"Server\"")).as("%s", err).isZero();
    assertThat(out.toString()).contains("product.yaml", "values-tls.yaml.j2", "spec.yaml");
    fillIn();
    assertThat(run("check", packs.toString())).as("%s", out).isZero();
    assertThat(out.toString()).contains("1 sound (acme)");
  }

  @Test
  void whatIsStillToBeFilledInIsNamedWithItsLine() throws IOException {
    begin("Acme");
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("product.yaml:[0-9]+: still to be filled in: where the chart is; write it")
        .containsPattern("product.yaml:[0-9]+: still to be filled in: the user that reads the key")
        .contains("values-tls.yaml.j2:2: still to be filled in: the chart's own keys");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          mountPath: ; mountpath:
          certificate: A ; certficate: A
          servicePort: ; servciePort:
          """)
  void aFactThatNothingAsksForIsAFault(String text, String wrong) throws IOException {
    begin("Acme");
    fillIn();
    Path definition = packs.resolve("acme/product.yaml");
    String before = Files.readString(definition);
    assertThat(before).contains(text);
    Files.writeString(definition, before.replace(text, wrong));
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("acme/product.yaml:[0-9]+: /.*no trait and no template asks for the ");
  }

  @Test
  void aWordThatNoPageAsksForIsAFaultAndTheOthersStandOnTheTraits() throws IOException {
    begin("Acme");
    fillIn();
    Path words = packs.resolve("acme/document/own.j2");
    Files.createDirectories(words.getParent());
    String included = "{% include 'document/pem.j2' %}\n{% set title = 'Other' %}\n";
    Files.writeString(words, included);
    assertThat(run("check", packs.toString())).as("%s", out).isZero();
    Files.writeString(words, included + "{# a #}\n{% macro compsoeNotes() %}A.{% endmacro %}\n");
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("own.j2:4: no page asks for 'compsoeNotes'; did you mean 'composeNotes'? There");
  }

  @Test
  void aFactThatNeedsATemplateIsAFaultWithoutIt() throws IOException {
    begin("Acme");
    fillIn();
    Path definition = packs.resolve("acme/product.yaml");
    Files.writeString(
        definition,
        Files.readString(definition)
            .replace("facts:\n", "facts:\n  configuration: {file: a, mountPath: /a}\n"));
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("/facts/configuration: the fact 'configuration' needs a template")
        .contains("'configuration.j2' of the pack, which is not there; write it");
  }

  @Test
  void aFileThatIsEmptyIsAFault() throws IOException {
    begin("Acme");
    fillIn();
    Files.writeString(packs.resolve("acme/helm/values-tls.yaml.j2"), "{# nothing #}\n");
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("acme/helm/values-tls.yaml.j2: what it makes is empty");
  }

  /** One of a map that a partial made, in a template that another takes in. */
  @Test
  void aNameThatIsNotDefinedIsNamedOnceWithThoseThatAre() throws IOException {
    begin("Acme");
    fillIn();
    Path values = packs.resolve("acme/helm/values-tls.yaml.j2");
    Files.writeString(values, Files.readString(values) + "{% include 'more.j2' %}\n");
    String wrong = "a: {{ pod.paths.kee | yaml }}\n";
    Files.writeString(packs.resolve("acme/more.j2"), wrong);
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsOnlyOnce("acme/more.j2:1: 'pod.paths.kee' is not defined; defined here: [cert")
        .contains("0 sound, 1 with 1 faults");
    String own = "{% set a = {'b': 1} %}\nb: {{ a.c | yaml }}\n";
    Files.writeString(packs.resolve("acme/more.j2"), own);
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("acme/more.j2:2: 'a.c | yaml': there is nothing to write");
  }

  /** The rest of the pack is looked at all the same. */
  @Test
  void aConditionThatFailsIsSaidOnce() throws IOException {
    begin("Acme");
    fillIn();
    Path definition = packs.resolve("acme/product.yaml");
    String rule = "rules:\n  - {warning: other, when: options.nosuch, message: A}\n";
    Files.writeString(definition, Files.readString(definition) + rule);
    Files.writeString(packs.resolve("acme/helm/values-tls.yaml.j2"), "a: {{ nosuch | yaml }}\n");
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsOnlyOnce("rule 'other', when: ")
        .containsOnlyOnce("values-tls.yaml.j2:1: 'nosuch' is not defined")
        .contains("0 sound, 1 with 2 faults");
  }

  @Test
  void theSpecsOfExamplesAreOrdered() throws IOException {
    begin("Acme");
    fillIn();
    Path spec = packs.resolve("acme/examples/by-default/spec.yaml");
    Files.writeString(spec, "product: acme\nhosts: [a.example.org]\nnosuch: 1\n");
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("acme/examples/by-default/spec.yaml: /nosuch: ");
    Path refused = packs.resolve("acme/examples/refused-by-name");
    Files.move(spec.getParent(), refused);
    assertThat(run("check", packs.toString())).isZero();
    Files.writeString(refused.resolve("spec.yaml"), "product: acme\nhosts: [a.example.org]\n");
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("examples/refused-by-name/spec.yaml: is accepted; ");
  }

  /** The definition of a built-in pack as that of a pack of one's own. */
  private static String underAnotherId(Path definition) throws IOException {
    return Files.readString(definition).replaceFirst("(?m)^id: ", "id: own-");
  }

  /** Those of the guide, which a reader copies. */
  @Test
  void theRulesOfTheGuideAreSound() throws IOException {
    Path folder = packs.resolve("own-nginx");
    Path given = Path.of("src/main/resources/products/nginx");
    for (String file : List.of("product.yaml", "configuration.j2", "helm/values-tls.yaml.j2")) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(given.resolve(file), folder.resolve(file));
    }
    Path definition = folder.resolve("product.yaml");
    String guide = Files.readString(Path.of("docs/packs.md"));
    Matcher rules = Pattern.compile("(?s)```yaml\n(rules:\n.*?)```").matcher(guide);
    Matcher change = Pattern.compile("(?m)^    rules: \\{.*\n").matcher(guide);
    assertThat(rules.find() && change.find()).isTrue();
    Files.writeString(
        definition,
        underAnotherId(definition).replace("  pem-server:\n", "  pem-server:\n" + change.group())
            + rules.group(1));
    assertThat(run("check", packs.toString())).as("%s", out).isZero();
  }

  @Test
  void aFolderThatIsNotThereIsSaidInALine() {
    String missing = packs.resolve("nosuch").toString();
    assertThat(run("check", missing)).isEqualTo(2);
    assertThat(run("render", missing, "pom.xml", packs.resolve("out").toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no folder '%s'; name the one with packs".formatted(missing))
        .doesNotContain("\tat ");
  }

  @Test
  void everyFaultIsPrintedAtOnceWithItsFileAndLine() throws IOException {
    begin("Acme");
    fillIn();
    Path definition = packs.resolve("acme/product.yaml");
    String text = Files.readString(definition).replace("uid: 1000", "uid: -1");
    Files.writeString(definition, text.replace("title:", "titel:"));
    Path values = packs.resolve("acme/helm/values-tls.yaml.j2");
    Files.writeString(values, Files.readString(values) + "a: {{ release }}\nb: {{ host }}\n");
    Files.createDirectories(packs.resolve("empty"));
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString().lines().filter(line -> line.startsWith(packs.toString())).skip(3))
        .anySatisfy(line -> assertThat(line).contains("acme/product.yaml:3: /titel: "))
        .anySatisfy(line -> assertThat(line).contains("acme/product.yaml: /title: "))
        .anySatisfy(line -> assertThat(line).contains("/uid: "))
        .anySatisfy(line -> assertThat(line).contains("values-tls.yaml.j2:10: '{{ release }}'"))
        .anySatisfy(line -> assertThat(line).contains("values-tls.yaml.j2:11: '{{ host }}'"))
        .anySatisfy(line -> assertThat(line).contains("empty/product.yaml: "));
    assertThat(out.toString()).contains("0 sound, 2 with 6 faults").doesNotContain("\tat ");
  }

  /** Such as Mosquitto's: no variable, no chart, and TLS without HTTP in it. */
  @Test
  void aPackForAConfigurationIsBegunToo() throws IOException {
    assertThat(
            run(
                "new",
                packs.toString(),
                "--id=acme",
                "--title=Acme",
                "--line=2.1",
                "--documentation=https://docs.acme.example/tls",
                "--configuration=/etc/acme/conf.d/tls.conf"))
        .as("%s", err)
        .isZero();
    fillIn();
    Path definition = packs.resolve("acme/product.yaml");
    String text = Files.readString(definition);
    assertThat(text).contains("acme-tls.conf").doesNotContain("variables:", "@");
    Files.writeString(
        definition,
        text.replaceFirst("(?s)\nchart:\n.*?\n\n", "\n")
            .replaceFirst("\n    charts: .*", "")
            .replaceFirst("facts:\n", "facts:\n  speaks: mqtts\n"));
    Path values = packs.resolve("acme/helm");
    Files.delete(values.resolve("values-tls.yaml.j2"));
    Files.delete(values);
    assertThat(run("check", packs.toString())).as("%s", out).isZero();
  }

  /** The recipe of the guide for a chart that takes no text of a configuration. */
  @Test
  void aChartMountsTheConfigurationFromItsConfigMap() throws IOException {
    Path folder = packs.resolve("own-nginx");
    Path given = Path.of("src/main/resources/products/nginx");
    Files.createDirectories(folder.resolve("helm"));
    Files.copy(given.resolve("configuration.j2"), folder.resolve("configuration.j2"));
    String recipe = "    files: {kubernetes/configuration.yaml: {targets: [helm, kubernetes]}}\n";
    assertThat(Files.readString(Path.of("docs/packs.md"))).contains(recipe.strip());
    Files.writeString(
        folder.resolve("product.yaml"),
        underAnotherId(given.resolve("product.yaml"))
            .replace("  pem-server:\n", "  pem-server:\n" + recipe));
    Files.writeString(
        folder.resolve("helm/values-tls.yaml.j2"),
        """
        extraVolumes:
          {{ pod.volumes() | trim | indent(2) | asis }}
        extraVolumeMounts:
          {{ pod.mounts() | trim | indent(2) | asis }}
        """);
    Path spec =
        Files.writeString(
            packs.resolve("spec"),
            "{product: own-nginx, hosts: [a.example.org], release: shop, targets: [helm]}");
    Path written = packs.resolve("written");
    Files.createDirectory(packs.resolve("folder"));
    Files.move(folder, packs.resolve("folder/own-nginx"));
    String[] command = {
      "render", packs.resolve("folder").toString(), spec.toString(), written.toString()
    };
    assertThat(run(command)).as("%s%s", out, err).isZero();
    JsonNode values = YAML.readTree(written.resolve("helm/values-tls.yaml").toFile());
    JsonNode map = YAML.readTree(written.resolve("kubernetes/configuration.yaml").toFile());
    String name = map.at("/metadata/name").asText();
    assertThat(values.at("/extraVolumes/1/configMap/name").asText()).isEqualTo(name);
    JsonNode mount = values.at("/extraVolumeMounts/1");
    assertThat(mount.path("name")).isEqualTo(values.at("/extraVolumes/1/name"));
    assertThat(map.at("/data").has(mount.path("subPath").asText())).isTrue();
    assertThat(Files.readString(written.resolve("TLS.md")))
        .contains("kubectl apply --server-side -f kubernetes/configuration.yaml\nhelm upgrade");
  }

  /** As HAProxy's: several files of configuration, and the key of x.pem in x.pem.key. */
  @Test
  void aFlagOfTheImagesCommandMayStandTwiceAndFilesHaveTheNamesThatTheProgramWants()
      throws IOException {
    Path given = Path.of("src/main/resources/products/redis");
    Path folder = Files.createDirectories(packs.resolve("folder/own-redis"));
    Files.copy(given.resolve("arguments.j2"), folder.resolve("arguments.j2"));
    String names = "  fileNames: {certificate: x.pem, key: x.pem.key, clientCa: ca.pem}\n";
    Files.writeString(
        folder.resolve("product.yaml"),
        underAnotherId(given.resolve("product.yaml"))
            .replace(
                "  command: [redis-server]\n", "  command: [redis-server, --tls-port]\n" + names));
    String refused = Files.readString(given.resolve("examples/refused-flag-of-ones-own/spec.yaml"));
    Path spec =
        Files.writeString(packs.resolve("spec"), refused.replace("product: ", "product: own-"));
    Path written = packs.resolve("written");
    String[] command = {
      "render", packs.resolve("folder").toString(), spec.toString(), written.toString()
    };
    assertThat(run(command)).as("%s%s", out, err).isZero();
    JsonNode service =
        YAML.readTree(written.resolve("docker-compose.tls.yaml").toFile()).at("/services/redis");
    assertThat(service.path("volumes"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "./tls/tls.crt:/etc/redis-tls/x.pem:ro", "./tls/tls.key:/etc/redis-tls/x.pem.key:ro");
    assertThat(service.path("command"))
        .extracting(JsonNode::asText)
        .containsSequence("redis-server", "--tls-port", "6379", "--port", "0", "--tls-port", "6380")
        .containsSequence("--tls-key-file", "/etc/redis-tls/x.pem.key");
  }

  @Test
  void aBundleIsWrittenAsTheServiceWouldHandItOut() throws IOException {
    begin("Acme");
    fillIn();
    Path spec =
        Files.writeString(packs.resolve("spec"), "product: acme\nhosts: [acme.example.org]\n");
    Path written = packs.resolve("written");
    Path folder = Files.createDirectory(packs.resolve("folder"));
    Files.move(packs.resolve("acme"), folder.resolve("acme"));
    out.getBuffer().setLength(0);
    String[] command = {"render", folder.toString(), spec.toString(), written.toString()};
    assertThat(run(command)).as("%s", out).isZero();
    assertThat(out.toString().lines())
        .contains(written.resolve("TLS.md").toString())
        .allSatisfy(line -> assertThat(Path.of(line)).isNotEmptyFile());
    assertThat(written.resolve("helm/values-tls.yaml")).isNotEmptyFile();
    assertThat(Files.getPosixFilePermissions(written.resolve("tls/tls.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString()).contains("is there already; name another folder");
  }

  @Test
  void aFileThatIsNoTemplateIsCopiedAndWhatIsRawIsForAnotherEngine() throws IOException {
    begin("Acme");
    fillIn();
    Path folder = Files.createDirectory(packs.resolve("folder"));
    Path pack = Files.move(packs.resolve("acme"), folder.resolve("acme"));
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0, (byte) 0xff};
    Files.createDirectories(pack.resolve("helm/templates"));
    Files.write(pack.resolve("helm/icon.png"), picture);
    Files.writeString(
        pack.resolve("helm/templates/notes.txt.j2"),
        """
        {{ title | text }}
        {% raw %}
          {% if literal %}
        {{ .Values.host }}
        {% endraw %}
        """
            .replace("title", "product.title"));
    Path definition = pack.resolve("product.yaml");
    String more =
        """

        files:
          - {path: helm/icon.png, template: helm/icon.png, targets: [helm], description: An icon}
          - {path: helm/templates/notes.txt, targets: [helm], description: Notes}
        """;
    Files.writeString(definition, Files.readString(definition) + more);
    assertThat(run("check", folder.toString())).as("%s", out).isZero();
    Path spec = Files.writeString(packs.resolve("spec"), "product: acme\nhosts: [a.example.org]\n");
    Path written = packs.resolve("written");
    String[] command = {"render", folder.toString(), spec.toString(), written.toString()};
    assertThat(run(command)).as("%s", out).isZero();
    assertThat(written.resolve("helm/icon.png")).hasBinaryContent(picture);
    assertThat(written.resolve("helm/templates/notes.txt"))
        .hasContent("Acme\n  {% if literal %}\n{{ .Values.host }}\n");
    Files.writeString(
        definition, Files.readString(definition).replace("An icon}", "An icon, stream: helm}"));
    assertThat(run("check", folder.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("so it has no 'stream', 'material' or 'patch'");
  }

  @Test
  void aSpecOrPackThatIsWrongIsPrintedInstead() throws IOException {
    begin("Acme");
    fillIn();
    Path folder = Files.createDirectory(packs.resolve("folder"));
    Files.move(packs.resolve("acme"), folder.resolve("acme"));
    Path spec = Files.writeString(packs.resolve("spec"), "product: acme\nhosts: [a_b]\n");
    String written = packs.resolve("written").toString();
    assertThat(run("render", folder.toString(), spec.toString(), written)).isEqualTo(1);
    assertThat(out.toString()).contains("/hosts/0: 'a_b' holds '_'");
    Path definition = folder.resolve("acme/product.yaml");
    Files.writeString(definition, Files.readString(definition).replace("title:", "titel:"));
    assertThat(run("render", folder.toString(), spec.toString(), written)).isEqualTo(1);
    assertThat(out.toString()).containsPattern("acme/product.yaml:[0-9]+: /titel: ");
  }

  @Test
  void aSpecThatIsNotThereIsNamedWithoutAStackTrace() {
    String spec = packs.resolve("absent.yaml").toString();
    String written = packs.resolve("written").toString();
    assertThat(run("render", packs.toString(), spec, written)).isEqualTo(2);
    assertThat(err.toString())
        .contains("'%s' cannot be read; name a file with a spec".formatted(spec))
        .doesNotContain("\tat ");
  }

  @Test
  void aPackIsNotWrittenOverAnother() {
    begin("Acme");
    assertThat(begin("Other")).isEqualTo(2);
    assertThat(err.toString()).contains("is there already; choose another --id");
  }

  @Test
  void whatIsMissingIsNamedWhereThereIsNoTerminal() {
    assertThat(run("new", packs.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--id is missing");
  }
}
