package dev.tlsmith.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page, or a part of one, that is made of sources. */
public final class MadePage {

  private static final String END = "<!-- end -->";

  private MadePage() {}

  /** The page is this text; {@code -Dgolden.update=true} rewrites it. */
  public static void hold(Path page, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, text);
    }
    assertThat(page).exists();
    assertThat(Files.readString(page))
        .as("%s is made of sources; -Dgolden.update=true rewrites it", page)
        .isEqualTo(text);
  }

  /** What stands behind the comment {@code made: <name>} is this text, up to {@code end}. */
  static void holdPart(Path page, String name, String text) throws IOException {
    String whole = Files.readString(page);
    String mark = "<!-- made: %s -->\n".formatted(name);
    int begin = whole.indexOf(mark) + mark.length();
    assertThat(whole).contains(mark);
    hold(page, whole.substring(0, begin) + text + whole.substring(whole.indexOf(END, begin)));
  }
}
