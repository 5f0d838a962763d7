package dev.tlsmith.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PackCommandTest {

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

  @Test
  void aPackThatWasBegunIsSound() {
    assertThat(begin("Acme: the \"Server\"")).as("%s", err).isZero();
    assertThat(out.toString()).contains("product.yaml", "values-tls.yaml.j2", "spec.yaml");
    assertThat(run("check", packs.toString())).as("%s", out).isZero();
    assertThat(out.toString()).contains("1 sound (acme)");
  }

  @Test
  void everyFaultIsPrintedAtOnceWithItsFileAndLine() throws IOException {
    begin("Acme");
    Path definition = packs.resolve("acme/product.yaml");
    String text = Files.readString(definition).replace("uid: 1000 ", "uid: -1 ");
    Files.writeString(definition, text.replace("title:", "titel:"));
    Path values = packs.resolve("acme/helm/values-tls.yaml.j2");
    Files.writeString(values, Files.readString(values) + "a: {{ release }}\nb: {{ host }}\n");
    Files.createDirectories(packs.resolve("empty"));
    assertThat(run("check", packs.toString())).isEqualTo(1);
    assertThat(out.toString().lines().filter(line -> line.startsWith(packs.toString())).skip(3))
        .anySatisfy(line -> assertThat(line).contains("acme/product.yaml:3: /titel: "))
        .anySatisfy(line -> assertThat(line).contains("acme/product.yaml: /title: "))
        .anySatisfy(line -> assertThat(line).contains("/uid: "))
        .anySatisfy(line -> assertThat(line).contains("values-tls.yaml.j2:12: '{{ release }}'"))
        .anySatisfy(line -> assertThat(line).contains("values-tls.yaml.j2:13: '{{ host }}'"))
        .anySatisfy(line -> assertThat(line).contains("empty/product.yaml: "));
    assertThat(out.toString()).contains("0 sound, 2 with 6 faults").doesNotContain("\tat ");
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
