package dev.tlsmith.product.pack;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * A way in which the running program takes a renewed certificate. Of those that a pack names the
 * first whose condition holds is the one; a program that has none is restarted.
 *
 * @param by the kind
 * @param when condition; {@code "true"} by default
 * @param within how long a program that watches its files may take, text with {@code {{ … }}}, e.g.
 *     {@code "30s"}; {@code ""} where it is at once
 * @param signal that the first process of its container takes, e.g. {@code "HUP"}; else {@code ""}
 * @param command that is run in its container, word by word, each text with {@code {{ … }}}; else
 *     empty
 */
public record Reload(By by, String when, String within, String signal, List<String> command) {

  @SuppressWarnings("NullAway") // Jackson passes null for what is absent
  public Reload {
    when = Objects.requireNonNullElse(when, "true");
    within = Objects.requireNonNullElse(within, "");
    signal = Objects.requireNonNullElse(signal, "");
    command = command == null ? List.of() : List.copyOf(command);
  }

  /** What makes the program read its files again. */
  public enum By {
    /** It watches them, or reads them for each connection. */
    @JsonProperty("itself")
    ITSELF("itself"),
    /** A signal. */
    @JsonProperty("signal")
    SIGNAL("signal"),
    /** A command in its container. */
    @JsonProperty("command")
    COMMAND("command"),
    /** Its next start. */
    @JsonProperty("restart")
    RESTART("restart");

    private final String id;

    By(String id) {
      this.id = id;
    }

    /** As packs and templates call it. */
    public String id() {
      return id;
    }
  }

  /** What holds where a pack says nothing. */
  public static final Reload BY_RESTART = new Reload(By.RESTART, "true", "", "", List.of());
}
