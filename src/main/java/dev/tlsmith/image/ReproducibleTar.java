package dev.tlsmith.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

/**
 * A tar archive (POSIX ustar) that is the same bytes for the same files: sorted by path, with a
 * fixed time, user and group 0, each folder before what is in it.
 *
 * <p>The headers are the library's. It would write the archive too, but in blocks, and what is
 * written here are a few large files: laid out at once, they are copied once.
 */
final class ReproducibleTar {

  /** As {@code Archives} has it. */
  static final Instant TIME = Instant.parse("1980-02-01T00:00:00Z");

  private static final int FILE = 0100644;
  private static final int FOLDER = 040755;
  private static final int RECORD = TarConstants.DEFAULT_RCDSIZE;

  /** Two empty records. */
  private static final int END = 2 * RECORD;

  private static final ZipEncoding NAMES =
      ZipEncodingHelper.getZipEncoding(StandardCharsets.UTF_8.name());

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
    int size = archive.length;
    for (byte[] content : entries.values()) {
      size += RECORD + padded(content.length);
    }
    byte[] longer = Arrays.copyOf(archive, size);
    int at = archive.length - END;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      byte[] content = entry.getValue();
      System.arraycopy(header(entry.getKey(), content.length), 0, longer, at, RECORD);
      System.arraycopy(content, 0, longer, at + RECORD, content.length);
      at += RECORD + padded(content.length);
    }
    return longer;
  }

  private static int padded(int length) {
    return (length + RECORD - 1) / RECORD * RECORD;
  }

  private static byte[] header(String path, int size) {
    if (path.length() >= TarConstants.NAMELEN) {
      throw new IllegalArgumentException("'%s' is too long a path for an archive".formatted(path));
    }
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setModTime(TIME.toEpochMilli());
    entry.setMode(entry.isDirectory() ? FOLDER : FILE);
    entry.setIds(0, 0);
    entry.setNames("", "");
    entry.setSize(size);
    byte[] header = new byte[RECORD];
    try {
      entry.writeEntryHeader(header, NAMES, false);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return header;
  }
}
