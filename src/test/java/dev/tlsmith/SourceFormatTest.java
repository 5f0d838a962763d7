package dev.tlsmith;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every source file is as google-java-format writes it. Run on the toolchain's JDK, since Maven's
 * own may not parse the language; {@code -Dformat.update=true} rewrites.
 */
class SourceFormatTest {

  @ParameterizedTest
  @MethodSource
  void everySourceFileIsFormatted(Path file) throws IOException, FormatterException {
    String source = Files.readString(file);
    String formatted = new Formatter().formatSourceAndFixImports(source);
    if (Boolean.getBoolean("format.update") && !formatted.equals(source)) {
      Files.writeString(file, formatted);
      return;
    }
    assertThat(source)
        .as("%s; mvn test -Dtest=SourceFormatTest -Dformat.update=true rewrites", file)
        .isEqualTo(formatted);
  }

  static Stream<Path> everySourceFileIsFormatted() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    }
  }
}
