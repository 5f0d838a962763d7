package dev.tlsmith.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsmith.bundle.BundleDiff.Change;
import dev.tlsmith.bundle.BundleDiff.FileChange;
import dev.tlsmith.bundle.BundleDiff.Reason;
import dev.tlsmith.bundle.BundleDiff.SpecChange;
import dev.tlsmith.bundle.BundleDiff.Validity;
import dev.tlsmith.bundle.BundleDiff.Versions;
import dev.tlsmith.bundle.Preview.PreviewFile;
import dev.tlsmith.problem.InvalidSpecException;
import dev.tlsmith.spec.TlsSpec;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares what a spec gives now with a bundle that was made before; makes nothing. */
@Singleton
public final class BundleDiffs {

  private final Previews previews;
  private final Clock clock;
  private final String version;

  BundleDiffs(Previews previews, Clock clock, @Property(name = "tlsmith.version") String version) {
    this.previews = previews;
    this.clock = clock;
    this.version = version;
  }

  /**
   * The difference.
   *
   * @param renewBefore how long before its end a certificate is to be renewed
   * @throws InvalidSpecException as {@link Previews#of}
   */
  public BundleDiff of(
      TlsSpec spec, EarlierBundle earlier, Duration renewBefore, Requester requester) {
    Previews.Shown shown = previews.show(spec, requester);
    List<SpecChange> changes = new ArrayList<>();
    compare("", earlier.spec(), BundleText.tree(shown.normalised()), changes);
    boolean otherVersion = !version.equals(earlier.version());
    List<FileChange> files =
        files(earlier, shown.preview(), reasons(!changes.isEmpty(), otherVersion));
    Validity validity = validity(earlier.end(), renewBefore);
    boolean due = !changes.isEmpty() || !files.isEmpty() || (validity != null && validity.due());
    return new BundleDiff(
        due,
        otherVersion ? new Versions(earlier.version(), version) : null,
        changes,
        files,
        validity,
        shown.preview().warnings(),
        due ? shown.preview().next() : List.of());
  }

  private @Nullable Validity validity(@Nullable Instant end, Duration renewBefore) {
    return end == null ? null : new Validity(end, !clock.instant().plus(renewBefore).isBefore(end));
  }

  private static List<Reason> reasons(boolean otherSpec, boolean otherVersion) {
    List<Reason> reasons = new ArrayList<>();
    if (otherSpec) {
      reasons.add(Reason.SPEC);
    }
    if (otherVersion) {
      reasons.add(Reason.TLSMITH);
    }
    return reasons.isEmpty() ? List.of(Reason.OTHER) : reasons;
  }

  private static List<FileChange> files(
      EarlierBundle earlier, Preview preview, List<Reason> reasons) {
    Map<String, PreviewFile> now = new TreeMap<>();
    preview.files().forEach(file -> now.put(file.path(), file));
    now.remove(BundleText.SPEC);
    Set<String> paths = new TreeSet<>(now.keySet());
    paths.addAll(earlier.digests().keySet());
    paths.removeIf(Previews::isNotShown);
    List<FileChange> changes = new ArrayList<>();
    for (String path : paths) {
      PreviewFile file = now.get(path);
      String digest = earlier.digests().get(path);
      if (digest == null) {
        changes.add(new FileChange(path, Change.ADDED, reasons));
      } else if (file == null) {
        changes.add(new FileChange(path, Change.REMOVED, reasons));
      } else if (file.sha256() != null && !file.sha256().equals(digest)) {
        changes.add(new FileChange(path, Change.CHANGED, reasons));
      }
    }
    return changes;
  }

  private static void compare(
      String pointer, @Nullable JsonNode was, @Nullable JsonNode is, List<SpecChange> changes) {
    if (was != null && is != null && was.isObject() && is.isObject()) {
      Set<String> names = new TreeSet<>();
      was.fieldNames().forEachRemaining(names::add);
      is.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String step = name.replace("~", "~0").replace("/", "~1");
        compare(pointer + "/" + step, was.get(name), is.get(name), changes);
      }
    } else if (was != null && is != null && was.isArray() && is.isArray()) {
      for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
        compare(pointer + "/" + i, was.get(i), is.get(i), changes);
      }
    } else if (was == null || is == null || !was.asText().equals(is.asText())) {
      changes.add(new SpecChange(pointer, was, is));
    }
  }
}
