package dev.tlsmith.rendering;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Locale;

/**
 * What becomes of a part of a configuration beside the caller's file: {@code ours |
 * merged(theirs.text, theirs.format)}, where {@code theirs} is one of {@code existing.files}.
 */
enum ConfigurationFilter implements Filter {
  /** One file of both. */
  MERGED {
    @Override
    Object of(ConfigurationFormat format, String theirs, String ours) {
      return format.merged(theirs, ours);
    }
  },
  /** The settings that both have, as a list. */
  CONTRADICTED {
    @Override
    Object of(ConfigurationFormat format, String theirs, String ours) {
      return format.contradicted(theirs, ours);
    }
  };

  abstract Object of(ConfigurationFormat format, String theirs, String ours);

  @Override
  public Object filter(Object ours, JinjavaInterpreter interpreter, String... args) {
    return of(ConfigurationFormat.of(args[1]), args[0], String.valueOf(ours));
  }

  @Override
  public String getName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
