package dev.tlsmith.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar archive (POSIX ustar) that is the same bytes for the same files: sorted by path, with a
 * fixed time, user and group 0, each folder before what is in it.
 */
final class ReproducibleTar {

  /** As {@code Archives} has it. */
  static final Instant TIME = Instant.parse("1980-02-01T00:00:00Z");

  private static final int FILE = 0100644;
  private static final int FOLDER = 040755;

  /** Two empty records, with which an archive ends. */
  private static final int END = 2 * TarConstants.DEFAULT_RCDSIZE;

  /** Room for the headers of those that are written here. */
  private static final int HEADERS = 8 << 10;

  private ReproducibleTar() {}

  /**
   * Writes one.
   *
   * @param files content by path, without a leading slash; whoever reads the archive may read each
   * @throws IllegalArgumentException if a path is longer than ustar's names
   */
  static byte[] of(Map<String, byte[]> files) {
    SortedMap<String, byte[]> entries = new TreeMap<>(files);
    for (String path : files.keySet()) {
      for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
        entries.put(path.substring(0, end + 1), new byte[0]);
      }
    }
    return appended(new byte[END], entries);
  }

  /**
   * One with a file more; all that it holds before stays as it is, byte for byte.
   *
   * @param archive of {@link #of}
   * @param path behind those in the archive
   */
  static byte[] with(byte[] archive, String path, byte[] content) {
    return appended(archive, Map.of(path, content));
  }

  private static byte[] appended(byte[] archive, Map<String, byte[]> entries) {
    int more = entries.values().stream().mapToInt(content -> content.length).sum();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(archive.length + more + HEADERS);
    bytes.write(archive, 0, archive.length - END);
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, TarConstants.DEFAULT_RCDSIZE, utf8())) {
      for (Map.Entry<String, byte[]> file : entries.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setModTime(TIME.toEpochMilli());
        entry.setMode(entry.isDirectory() ? FOLDER : FILE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static String utf8() {
    return StandardCharsets.UTF_8.name();
  }
}
