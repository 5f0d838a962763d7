package dev.tlsmith.bundle;

import dev.tlsmith.material.BundleFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * A bundle as an archive, the same bytes for the same files: sorted by path, with fixed times, user
 * and group 0, and no top folder.
 */
public final class Archives {

  /** Not 1 January 1980: DOS time cannot say that in every time zone. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final int REGULAR_FILE = 0100000;

  /** Most bundles fit; the outbound trust store alone has 180 kB. */
  private static final int ROOM = 256 << 10;

  private Archives() {}

  public static byte[] zip(Bundle bundle) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROOM);
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      zip.setLevel(Deflater.BEST_SPEED);
      for (BundleFile file : bundle.files()) {
        byte[] content = file.content();
        ZipArchiveEntry entry = new ZipArchiveEntry(file.path());
        entry.setTimeLocal(TIME);
        entry.setUnixMode(REGULAR_FILE | mode(file));
        if (!file.isText()) {
          store(entry, content);
        }
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Key stores are encrypted: compressing them takes time and saves nothing. */
  private static void store(ZipArchiveEntry entry, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
  }

  public static byte[] tarGz(Bundle bundle) {
    return tarGz(bundle.files());
  }

  /**
   * The same of some files.
   *
   * @param files sorted by path
   */
  public static byte[] tarGz(List<BundleFile> files) {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_SPEED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROOM);
    try (OutputStream gzip = new GzipCompressorOutputStream(bytes, parameters);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (BundleFile file : files) {
        byte[] content = file.content();
        TarArchiveEntry entry = new TarArchiveEntry(file.path());
        entry.setModTime(TIME.toInstant(ZoneOffset.UTC).toEpochMilli());
        entry.setMode(REGULAR_FILE | mode(file));
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int mode(BundleFile file) {
    return Integer.parseInt(file.mode(), 8);
  }
}
