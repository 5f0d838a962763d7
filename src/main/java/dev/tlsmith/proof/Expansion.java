package dev.tlsmith.proof;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** Unpacks archives in memory, all those of one file together within one bound. */
final class Expansion {

  private static final int MOST_BYTES = 128 << 20;
  private static final int GZIP = 0x1f8b;
  private static final String ZIP = "PK\3\4";
  private static final String TAR = "ustar";
  private static final int TAR_MAGIC = 257;

  private int left = MOST_BYTES;

  /**
   * A file of an archive.
   *
   * @param path inside; empty of what was compressed alone
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Member(String path, byte[] content) {}

  /**
   * An archive that is broken or too large; the message is for people, as the end of a sentence.
   */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /** Whether the content is gzip, tar or zip. */
  static boolean isArchive(byte[] content) {
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
  List<Member> members(byte[] archive) throws UnreadableException {
    try {
      InputStream bytes = new ByteArrayInputStream(archive);
      if (isGzip(archive)) {
        return List.of(new Member("", read(new GZIPInputStream(bytes))));
      }
      return members(
          startsAt(archive, 0, ZIP)
              ? new ZipArchiveInputStream(bytes)
              : new TarArchiveInputStream(bytes));
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableException("an archive that cannot be read");
    }
  }

  private List<Member> members(ArchiveInputStream<? extends ArchiveEntry> archive)
      throws IOException, UnreadableException {
    List<Member> members = new ArrayList<>();
    ArchiveEntry entry = archive.getNextEntry();
    while (entry != null) {
      if (!entry.isDirectory()) {
        members.add(new Member(entry.getName(), read(archive)));
      }
      entry = archive.getNextEntry();
    }
    return members;
  }

  private byte[] read(InputStream in) throws IOException, UnreadableException {
    byte[] bytes = in.readNBytes(left);
    left -= bytes.length;
    if (left == 0) {
      throw new UnreadableException(
          "archives of more than %d MiB, which are not looked into".formatted(MOST_BYTES >> 20));
    }
    return bytes;
  }
}
