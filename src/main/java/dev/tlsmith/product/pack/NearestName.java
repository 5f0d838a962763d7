package dev.tlsmith.product.pack;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Advice for who wrote a name that there is not: the nearest one, and all that there are. */
public final class NearestName {

  private NearestName() {}

  /** E.g. {@code "did you mean 'port'? There are host, port"}. */
  public static String advice(String name, Collection<String> names) {
    String nearest =
        names.stream()
            .min(Comparator.comparingInt(other -> distance(name, other)))
            .filter(other -> distance(name, other) <= 1 + name.length() / 3)
            .map("did you mean '%s'? "::formatted)
            .orElse("");
    return nearest + "There are " + String.join(", ", names);
  }

  /** Levenshtein's, whatever the case of letters. */
  private static int distance(String one, String other) {
    String left = one.toLowerCase(Locale.ROOT);
    String right = other.toLowerCase(Locale.ROOT);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
