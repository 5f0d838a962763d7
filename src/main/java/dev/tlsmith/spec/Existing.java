package dev.tlsmith.spec;

import org.jspecify.annotations.Nullable;

/**
 * The caller's own files that the bundle's are laid over. They may hold secrets.
 *
 * @param helmValues YAML text of the values that the chart is installed with
 * @param compose YAML text of the compose file
 */
public record Existing(@Nullable Secret helmValues, @Nullable Secret compose) {

  /** None was given. */
  public static final Existing NONE = new Existing(null, null);
}
