package dev.tlsmith.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tlsmith.support.CommandLine;
import dev.tlsmith.support.CommandLine.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A bundle as it lies on the disk of somebody who fetched it as tgz and let tar unpack it. */
record Unpacked(Path folder) {

  static Unpacked into(Path folder, HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode())
        .as(() -> new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    try {
      // The folders that JUnit makes are their owner's alone; other users' containers see this one.
      Files.setPosixFilePermissions(
          Files.createDirectories(folder), PosixFilePermissions.fromString("rwxr-xr-x"));
      Path archive =
          Files.write(folder.resolveSibling(folder.getFileName() + ".tgz"), answer.body());
      Output tar =
          CommandLine.run(
              folder.getParent(),
              List.of("tar", "-xpzf", archive.toString(), "-C", folder.toString()));
      assertThat(tar.exitCode()).as(tar.text()).isZero();
      return new Unpacked(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Every file. */
  Set<String> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      all.filter(Files::isRegularFile)
          .forEach(file -> names.add(folder.relativize(file).toString()));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files that only their owner may read. */
  Set<String> confidential() {
    Set<String> names = new TreeSet<>(files());
    names.removeIf(name -> permissions(name).contains(PosixFilePermission.OTHERS_READ));
    return names;
  }

  private Set<PosixFilePermission> permissions(String name) {
    try {
      return Files.getPosixFilePermissions(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the overlay mounts into one service. */
  Set<String> mounted(String service) {
    Set<String> names = new TreeSet<>();
    for (JsonNode mount :
        yaml("docker-compose.tls.yaml").at("/services/%s/volumes".formatted(service))) {
      names.add(mount.asText().replaceFirst("^\\./", "").replaceFirst(":.*", ""));
    }
    return names;
  }

  /** The value of a variable in an env file. */
  String variable(String file, String name) {
    List<String> values = new ArrayList<>();
    for (String line : text(file).lines().toList()) {
      if (line.startsWith(name + "=")) {
        values.add(line.substring(name.length() + 1));
      }
    }
    assertThat(values).as("%s in %s", name, file).hasSize(1);
    return values.getFirst();
  }

  private JsonNode yaml(String name) {
    try {
      return new YAMLMapper().readTree(text(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String name) {
    try {
      return Files.readString(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
