package dev.tlsmith.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** A tar archive as the tests read it: entries by path, in its order. */
public final class Tar {

  private Tar() {}

  /** An entry: what its header says, and its content; none of a folder. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Entry(TarArchiveEntry header, byte[] content) {}

  /** The entries of an archive, gzipped or not. */
  public static Map<String, Entry> read(byte[] archive) {
    boolean gzipped = archive[0] == 0x1f && (archive[1] & 0xff) == 0x8b;
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (InputStream bytes = new ByteArrayInputStream(archive);
        InputStream plain = gzipped ? new GzipCompressorInputStream(bytes) : bytes;
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        entries.put(next.getName(), new Entry(next, tar.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  /** Unpacks one into a folder. */
  public static Path unpack(byte[] archive, Path folder) {
    read(archive)
        .forEach(
            (path, entry) -> {
              try {
                Path file = folder.resolve(path);
                if (entry.header().isDirectory()) {
                  Files.createDirectories(file);
                } else {
                  Files.createDirectories(file.getParent());
                  Files.write(file, entry.content());
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return folder;
  }
}
