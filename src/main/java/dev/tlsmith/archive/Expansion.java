package dev.tlsmith.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** Unpacks archives in memory, all those of one file or request together within one bound. */
public final class Expansion {

  private static final int GZIP = 0x1f8b;
  private static final String ZIP = "PK\3\4";
  private static final String TAR = "ustar";
  private static final int TAR_MAGIC = 257;
  private static final int PERMISSIONS = 0777;

  private final int mostBytes;
  private final int mostFiles;
  private int bytesLeft;
  private int filesLeft;

  /**
   * Bounds of what all archives together unpack to.
   *
   * @param mostBytes the contents of all files
   * @param mostFiles of all archives
   */
  public Expansion(int mostBytes, int mostFiles) {
    this.mostBytes = mostBytes;
    this.mostFiles = mostFiles;
    this.bytesLeft = mostBytes;
    this.filesLeft = mostFiles;
  }

  /**
   * A file of an archive.
   *
   * @param path inside; empty of what was compressed alone
   * @param mode of the file, as tar has it (POSIX); empty where the archive does not say
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Member(String path, byte[] content, OptionalInt mode) {}

  /**
   * An archive that is broken or too large; the message is for people, as the end of a sentence.
   */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** Whether the content is gzip, tar or zip. */
  public static boolean isArchive(byte[] content) {
    return isGzip(content) || startsAt(content, 0, ZIP) || startsAt(content, TAR_MAGIC, TAR);
  }

  private static boolean isGzip(byte[] content) {
    return content.length > 2 && ((content[0] & 0xff) << 8 | content[1] & 0xff) == GZIP;
  }

  private static boolean startsAt(byte[] content, int at, String magic) {
    return content.length >= at + magic.length()
        && new String(content, at, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
  }

  /** The regular files of an archive, in its order. */
  public List<Member> members(byte[] archive) throws UnreadableException {
    try {
      InputStream bytes = new ByteArrayInputStream(archive);
      if (isGzip(archive)) {
        return List.of(new Member("", read(new GZIPInputStream(bytes)), OptionalInt.empty()));
      }
      return members(
          startsAt(archive, 0, ZIP)
              ? new ZipArchiveInputStream(bytes)
              : new TarArchiveInputStream(bytes));
    } catch (IOException | RuntimeException e) { // the library stumbles in many ways
      throw new UnreadableException("an archive that cannot be read");
    }
  }

  private List<Member> members(ArchiveInputStream<? extends ArchiveEntry> archive)
      throws IOException, UnreadableException {
    List<Member> members = new ArrayList<>();
    ArchiveEntry entry = archive.getNextEntry();
    while (entry != null) {
      if (!entry.isDirectory()) {
        count();
        members.add(new Member(entry.getName(), read(archive), mode(entry)));
      }
      entry = archive.getNextEntry();
    }
    return members;
  }

  private static OptionalInt mode(ArchiveEntry entry) {
    return entry instanceof TarArchiveEntry tar
        ? OptionalInt.of(tar.getMode() & PERMISSIONS)
        : OptionalInt.empty();
  }

  private void count() throws UnreadableException {
    if (--filesLeft < 0) {
      throw new UnreadableException(
          "archives of more than %d files, which are not looked into".formatted(mostFiles));
    }
  }

  private byte[] read(InputStream in) throws IOException, UnreadableException {
    byte[] bytes = in.readNBytes(bytesLeft);
    bytesLeft -= bytes.length;
    if (bytesLeft == 0) {
      throw new UnreadableException(
          "archives of more than %d MiB, which are not looked into".formatted(mostBytes >> 20));
    }
    return bytes;
  }
}
