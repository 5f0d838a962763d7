package dev.tlsmith.inspection;

import java.util.OptionalInt;

/**
 * Content that is to be recognised.
 *
 * @param mode its permissions, where an archive says
 * @param depth how many archives, manifests and encodings it stood in
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Part(Location location, byte[] content, OptionalInt mode, int depth) {

  /** A file as it was given. */
  static Part of(GivenFile file) {
    return new Part(new Location(file.name(), ""), file.content(), file.mode(), 0);
  }

  /** What stands in this. */
  Part inside(Location at, byte[] inner) {
    return new Part(at, inner, OptionalInt.empty(), depth + 1);
  }

  /** A file of this archive. */
  Part member(String path, byte[] inner, OptionalInt permissions) {
    GivenFile file =
        new GivenFile(
            path.isEmpty() ? location.file() : "%s!/%s".formatted(location.file(), path),
            inner,
            permissions);
    return new Part(new Location(file.name(), location.place()), inner, permissions, depth + 1);
  }

  /** Where it stands; the content may be secret. */
  @Override
  public String toString() {
    return "Part[%s]".formatted(location);
  }
}
