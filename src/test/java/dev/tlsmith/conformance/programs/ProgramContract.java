package dev.tlsmith.conformance.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.product.pack.Proven;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.ProgramProcess;
import dev.tlsmith.support.ServerProcess.Ports;
import dev.tlsmith.support.Service;
import dev.tlsmith.support.TestBundle;
import dev.tlsmith.support.TlsClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the real program of a pack must show, started with exactly the files of its bundle for
 * compose. A class for each program says how it is started and what it speaks; the program is
 * started once for each way to ask for client certificates, by a user without rights.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProgramContract {

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");
  private static final String OTHER = "not-in-the-certificate.example.org";

  private Path folder;
  private final Map<String, Subject> subjects = new HashMap<>();

  /** A program that runs with a bundle. */
  private record Subject(
      TestBundle bundle, Path folder, EmittedService service, RunningProgram program, int port) {}

  /** Id of the product. */
  abstract String product();

  /** What must be on the PATH, or the class is skipped. */
  abstract List<String> programs();

  /** The command that prints the program's version. */
  abstract List<String> versionCommand();

  /** What it speaks. */
  abstract Dialogue dialogue();

  /**
   * How it is started.
   *
   * @param folder that the program may write to, with the bundle unpacked in it
   * @return the command; what the overlay says of it is in {@code service}
   */
  abstract List<String> command(EmittedService service, Path folder) throws IOException;

  /** Variables besides those of the overlay. */
  Map<String, String> environment(Path folder) {
    return Map.of();
  }

  /**
   * Options of the spec besides {@code httpsPort}, as YAML in one line.
   *
   * @param port that one, which tells the programs of a class apart
   */
  String options(int port) {
    return "";
  }

  /** Ports on which the program speaks something else, inside its container only. */
  Set<Integer> innerPorts() {
    return Set.of();
  }

  /** The ways to ask for client certificates that the product has. */
  List<String> clientAuthentications() {
    return List.of("need", "want");
  }

  /** Whether a connection goes on over a reload. */
  boolean keepsConnections() {
    return true;
  }

  @BeforeAll
  void theProgramIsThere(@TempDir Path own) throws IOException {
    folder = own;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    for (String program : programs()) {
      assumeTrue(CommandLine.exists(program), program + " is not on the PATH");
    }
  }

  @AfterAll
  void stop() {
    subjects.values().forEach(subject -> subject.program().close());
  }

  @Test
  void theVersionThatRunsIsOneThatThePackSaysIsProven() {
    String printed = RunningProgram.run(folder, versionCommand());
    Matcher version = VERSION.matcher(printed);
    assertThat(version.find()).as(printed).isTrue();
    List<String> proven =
        pack().definition().proven().stream()
            .filter(one -> one.by() == Proven.By.PROGRAM)
            .flatMap(one -> one.versions().stream())
            .toList();
    assertThat(proven).anyMatch(line -> (version.group() + ".").startsWith(line + "."));
  }

  @Test
  void everyNameIsServedAndNoOther() throws IOException {
    Subject subject = subject("none");
    TlsClient client = TlsClient.of(subject.bundle());
    assertThat(subject.bundle().certificateNames()).isNotEmpty();
    for (String name : subject.bundle().certificateNames()) {
      assertThat(isWelcome(client, name.replace("*", "any"), subject.port())).as(name).isTrue();
    }
    assertThat(isWelcome(client, OTHER, subject.port())).isFalse();
  }

  @Test
  void nothingButTheProtectedPortIsOpenUnlessThePackSaysSo() throws IOException {
    Subject subject = subject("none");
    Set<Integer> ports = subject.program().ports();
    assertThat(ports).contains(subject.port());
    ports.remove(subject.port());
    ports.removeAll(innerPorts());
    ports.remove(plainPort());
    assertThat(ports).isEmpty();
  }

  @Test
  void withoutTlsNobodyIsWelcome() throws IOException {
    Subject subject = subject("none");
    try (Socket socket = TlsClient.tcp(subject.port())) {
      assertThat(isHeardInClear(socket, host())).isFalse();
    }
  }

  @Test
  void tls11IsRefused() throws IOException {
    Subject subject = subject("none");
    assertThat(negotiates(subject, "-tls1_2")).isTrue();
    assertThat(negotiates(subject, "-tls1_1")).isFalse();
  }

  @Test
  void aClientIsLetInByItsCertificate() throws IOException {
    for (String way : clientAuthentications()) {
      Subject subject = subject(way);
      TestBundle bundle = subject.bundle();
      assertThat(isWelcome(TlsClient.of(bundle, bundle), host(), subject.port())).as(way).isTrue();
      assertThat(isWelcome(TlsClient.of(bundle), host(), subject.port()))
          .as("%s, without one", way)
          .isEqualTo(way.equals("want"));
      assertThat(isWelcome(TlsClient.of(bundle, bundle(way, 1)), host(), subject.port()))
          .as("%s, with a foreign one", way)
          .isFalse();
    }
  }

  @Test
  void aRenewedBundleIsServedAfterTheReloadOfThePage() throws IOException {
    Subject subject = subject("none");
    TestBundle renewed = bundle("none", subject.port());
    TlsClient before = TlsClient.of(subject.bundle());
    String page = subject.bundle().text("TLS.md");
    try (SSLSocket open = connection(before, host(), subject.port())) {
      if (dialogue().repeats()) {
        assertThat(dialogue().isHeard(open, host())).isTrue();
      }
      renewed.unpack(subject.folder());
      reload(subject, page);
      await(() -> isWelcome(TlsClient.of(renewed), host(), subject.port()));
      if (keepsConnections() && !page.contains(" restart ")) {
        assertThat(dialogue().isHeard(open, host())).isTrue();
      }
    } finally {
      subjects.remove("none").program().close();
    }
  }

  /** What the page says, on this process in the place of its container. */
  private void reload(Subject subject, String page) {
    Matcher signal = compose("kill -s ([A-Z0-9]+) \\S+").matcher(page);
    Matcher command = compose("exec -T \\S+ (.+)").matcher(page);
    Matcher restart = compose("(?:restart|up -d --force-recreate) \\S+").matcher(page);
    if (page.contains(" reads a renewed certificate by itself")) {
      return; // what the page has to restart it is for other changes
    }
    if (signal.find()) {
      subject.program().signal(signal.group(1));
    } else if (command.find()) {
      String here = subject.service().here(command.group(1));
      subject.program().run(List.of("bash", "-c", here));
    } else {
      assertThat(restart.find()).isTrue();
      subject.program().restart();
    }
  }

  private static Pattern compose(String command) {
    return Pattern.compile("(?m)^docker compose .* " + command + "$");
  }

  private ProductPack pack() {
    return Service.packs().stream()
        .filter(pack -> pack.id().equals(product()))
        .findFirst()
        .orElseThrow();
  }

  private int plainPort() {
    Object plain = pack().definition().facts().get("plain");
    return plain instanceof Map<?, ?> fact && fact.get("port") instanceof Number port
        ? port.intValue()
        : 0;
  }

  private String host() {
    return product() + ".example.com";
  }

  private TestBundle bundle(String clientAuthentication, int port) {
    return Service.bundle(
        """
        product: %s
        hosts: [%s, '*.%s.example.net', 192.0.2.7]
        clientAuthentication: %s
        targets: [compose]
        options: {httpsPort: %d%s}
        """
            .formatted(
                product(),
                host(),
                product(),
                clientAuthentication,
                Math.max(port, 1024),
                options(port).isEmpty() ? "" : ", " + options(port)));
  }

  /** The program with such a bundle, started if it does not run yet. */
  private Subject subject(String clientAuthentication) throws IOException {
    Subject running = subjects.get(clientAuthentication);
    if (running != null) {
      return running;
    }
    int port = Ports.next();
    TestBundle bundle = bundle(clientAuthentication, port);
    Path own = bundle.unpack(folder.resolve(clientAuthentication + port));
    EmittedService service = EmittedService.of(bundle, own);
    Map<String, String> environment = new HashMap<>(environment(own));
    environment.putAll(service.environment());
    RunningProgram program = new RunningProgram(own, command(service, own), environment, port);
    Subject subject = new Subject(bundle, own, service, program, port);
    subjects.put(clientAuthentication, subject);
    TestBundle owner = clientAuthentication.equals("none") ? null : bundle;
    await(() -> isWelcome(TlsClient.of(bundle, owner), host(), port));
    return subject;
  }

  private boolean isWelcome(TlsClient client, String name, int port) {
    try (SSLSocket socket = connection(client, name, port)) {
      return dialogue().isHeard(socket, name);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isHeardInClear(Socket socket, String name) {
    try {
      return dialogue().isHeardInClear(socket, name);
    } catch (IOException e) {
      return false;
    }
  }

  private SSLSocket connection(TlsClient client, String name, int port) throws IOException {
    Socket tcp = TlsClient.tcp(port);
    dialogue().open(tcp);
    SSLSocket socket = client.over(tcp, name, port);
    socket.startHandshake();
    return socket;
  }

  private boolean negotiates(Subject subject, String version) {
    List<String> arguments =
        new ArrayList<>(
            List.of("s_client", "-connect", "127.0.0.1:" + subject.port(), version, "-brief"));
    arguments.addAll(List.of("-cipher", "DEFAULT@SECLEVEL=0"));
    String starttls = dialogue().opening().starttls();
    if (!starttls.isEmpty()) {
      arguments.addAll(List.of("-starttls", starttls));
    }
    return CommandLine.openssl(folder, arguments.toArray(String[]::new))
        .text()
        .contains("CONNECTION ESTABLISHED");
  }

  /** Waits until something is so. */
  private static void await(Event event) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!event.isSo()) {
      assertThat(System.nanoTime()).as("what was waited for").isLessThan(end);
      ProgramProcess.pause();
    }
  }

  private interface Event {
    boolean isSo();
  }
}
