package dev.tlsmith.inspection;

import dev.tlsmith.problem.Quoted;
import java.util.regex.Pattern;

/**
 * Where something stands.
 *
 * @param file as its owner calls it
 * @param place within it, e.g. a JSON Pointer; {@code ""} for the whole of it
 */
record Location(String file, String place) {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** A name in a file moves no terminal, and is no key that stands in a wrong field. */
  Location {
    place = CONTROL.matcher(Quoted.pointer(place)).replaceAll("\uFFFD");
  }

  /** A place within a file that is one thing so far. */
  Location at(String pointer) {
    return new Location(file, place + pointer);
  }

  /** For a sentence. */
  @Override
  public String toString() {
    return place.isEmpty() ? file : file + "#" + place;
  }
}
