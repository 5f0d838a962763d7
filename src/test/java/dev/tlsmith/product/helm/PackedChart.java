package dev.tlsmith.product.helm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A chart that is being packed, as {@code helm package} or somebody worse would. */
public final class PackedChart {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar;

  public PackedChart() {
    try {
      tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A small one that installs nothing. */
  public static PackedChart of(String name, String version) {
    return new PackedChart()
        .with(
            name + "/Chart.yaml",
            "apiVersion: v2\nname: %s\nversion: %s\n".formatted(name, version));
  }

  /** What stands in a folder, which is the chart's. */
  public static PackedChart of(Path folder) {
    return of(folder, folder.getFileName().toString());
  }

  /**
   * The same of a folder that has another name.
   *
   * @param name of the chart
   */
  public static PackedChart of(Path folder, String name) {
    PackedChart chart = new PackedChart();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String path = name + "/" + folder.relativize(file);
        chart.with(path, Files.readAllBytes(file));
      }
      return chart;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public PackedChart with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public PackedChart with(String path, byte[] content) {
    TarArchiveEntry entry = new TarArchiveEntry(path, true);
    entry.setSize(content.length);
    return with(entry, content);
  }

  /** One that is no file, e.g. of {@link TarArchiveEntry#LF_SYMLINK}. */
  public PackedChart with(String path, byte type, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(path, type);
    entry.setLinkName(target);
    return with(entry, new byte[0]);
  }

  private PackedChart with(TarArchiveEntry entry, byte[] content) {
    try {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] packed() {
    try {
      tar.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With a blank now and then: no word of a body in YAML is as long as a chart. */
  public String base64() {
    return Base64.getMimeEncoder(76, new byte[] {' '}).encodeToString(packed());
  }

  /** Both files of a folder of packed charts, as {@code sha256sum} would name their digests. */
  public static void write(Path folder, String file, byte[] packed, String digest) {
    try {
      Files.write(folder.resolve(file), packed);
      Files.write(folder.resolve("SHA256SUMS"), List.of(digest + "  " + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
