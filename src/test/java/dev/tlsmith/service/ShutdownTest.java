package dev.tlsmith.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tlsmith.support.ServiceProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a real process: it finishes what it began, takes nothing new, and ends. */
@Timeout(300)
class ShutdownTest {

  private static final String GRACE = "MICRONAUT_LIFECYCLE_GRACEFUL_SHUTDOWN_GRACE_PERIOD";
  private static final String IDLE = "MICRONAUT_SERVER_IDLE_TIMEOUT";
  private static final String DEADLINE = "TLSMITH_WORK_DEADLINE";
  private static final int SIGTERM = 128 + 15;

  @TempDir Path folder;

  /** So many RSA-4096 keys that it takes a while on any machine. */
  private static CompletableFuture<HttpResponse<byte[]>> slowRequest(
      ServiceProcess service, int keys) {
    String deployments =
        IntStream.range(0, keys)
            .mapToObj(
                i -> "{product: kestra, release: r%1$d, hosts: [h%1$d.example.com]}".formatted(i))
            .collect(Collectors.joining(","));
    String spec =
        "{release: all, targets: [helm], certificate: {source: self-signed, keyAlgorithm: RSA_4096}, deployments: [%s]}"
            .formatted(deployments);
    HttpRequest request =
        HttpRequest.newBuilder(service.address().resolve("/v1/bundles.zip"))
            .header("Content-Type", "application/yaml")
            .POST(BodyPublishers.ofString(spec))
            .build();
    return client().sendAsync(request, BodyHandlers.ofByteArray());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static String get(URI uri) throws IOException, InterruptedException {
    return client().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static void awaitWorkInProgress(
      ServiceProcess service, CompletableFuture<HttpResponse<byte[]>> request) throws Exception {
    String metrics = "";
    while (!metrics.contains("executor_active_threads{name=\"long-bundles\"} 1.0")) {
      assertThat(request).as("nothing answers before it is at work").isNotDone();
      TimeUnit.MILLISECONDS.sleep(20);
      metrics = get(service.address().resolve("/prometheus"));
    }
  }

  private static void awaitRefusal(ServiceProcess service) throws Exception {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (ConnectException e) {
        return;
      }
    }
  }

  /** A connection on which a request was answered, and which the server keeps open. */
  private static Socket keptAlive(ServiceProcess service) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
    String request = "GET /health/liveness HTTP/1.1\r\nHost: x\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static int entries(byte[] archive) throws IOException {
    int entries = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        zip.readAllBytes();
        entries++;
      }
    }
    return entries;
  }

  @Test
  void whatWasBegunIsFinishedAndNothingElseIsTaken() throws Exception {
    try (ServiceProcess service =
            ServiceProcess.start(folder, Map.of(GRACE, "9m", IDLE, "9m", DEADLINE, "9m"));
        Socket kept = keptAlive(service)) {
      CompletableFuture<HttpResponse<byte[]>> inFlight = slowRequest(service, 6);
      awaitWorkInProgress(service, inFlight);
      service.terminate();
      awaitRefusal(service);
      try (InputStream rest = kept.getInputStream()) {
        rest.readAllBytes();
      }
      assertThat(inFlight).as("begun before, and still at work").isNotDone();
      HttpResponse<byte[]> answer = inFlight.get();
      assertThat(answer.statusCode())
          .as(new String(answer.body(), StandardCharsets.ISO_8859_1))
          .isEqualTo(200);
      assertThat(entries(answer.body())).isGreaterThan(6 * 5);
      assertThat(answer.headers().firstValue("Connection")).hasValue("close");
      assertThat(service.exitCode()).isEqualTo(SIGTERM);
      assertThat(service.log()).doesNotContain("ERROR").doesNotContain("forcing stop");
    }
  }

  @Test
  void theGraceIsBounded() throws Exception {
    try (ServiceProcess service = ServiceProcess.start(folder, Map.of(GRACE, "1s", IDLE, "9m"))) {
      CompletableFuture<HttpResponse<byte[]>> inFlight = slowRequest(service, 15);
      awaitWorkInProgress(service, inFlight);
      service.terminate();
      assertThat(service.exitCode()).isEqualTo(SIGTERM);
      assertThatThrownBy(inFlight::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
    }
  }
}
