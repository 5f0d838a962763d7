package dev.tlsmith.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** A Markdown page of the repository. */
public final class Page {

  private final Path path;
  private final String text;
  private final List<String> anchors = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  /**
   * A fenced block of code.
   *
   * @param info what stands behind the fence, e.g. {@code "bash ci"}
   * @param section the heading above it; {@code ""} before the first
   */
  public record Block(String info, String section, String code) {

    /** E.g. {@code "bash"}; {@code ""} if none is named. */
    public String language() {
      return info.split(" ", 2)[0];
    }
  }

  private Page(Path path, String text) {
    this.path = path;
    this.text = text;
    Parser.builder().build().parse(text).accept(new Reader());
  }

  /** Reads a page of this checkout. */
  public static Page of(String path) {
    try {
      Path file = Path.of(path);
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every page that people read, but for those in the expected output of examples. */
  public static List<Page> all() {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      List<Path> pages = new ArrayList<>(docs.filter(Files::isRegularFile).sorted().toList());
      for (String other :
          List.of(
              "README.md",
              "CONTRIBUTING.md",
              "SECURITY.md",
              "CHANGELOG.md",
              "charts/tlsmith/README.md")) {
        pages.add(Path.of(other));
      }
      return pages.stream().map(page -> Page.of(page.toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From the root of the checkout. */
  public Path path() {
    return path;
  }

  /** As it is written. */
  public String text() {
    return text;
  }

  /** Its fenced blocks of code, in their order. */
  public List<Block> blocks() {
    return blocks;
  }

  /** Its headings as a link names them: {@code "quick-start"}. */
  List<String> anchors() {
    return anchors;
  }

  /** Where its links and images lead, as written. */
  List<String> links() {
    return links;
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private final class Reader extends AbstractVisitor {

    private final IdGenerator ids = IdGenerator.builder().build();
    private String section = "";

    @Override
    public void visit(Heading heading) {
      section = plain(heading);
      anchors.add(ids.generateId(section));
      visitChildren(heading);
    }

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      links.add(image.getDestination());
    }

    @Override
    public void visit(FencedCodeBlock block) {
      blocks.add(new Block(block.getInfo(), section, block.getLiteral()));
    }
  }

  private static String plain(Node node) {
    StringBuilder plain = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            plain.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            plain.append(code.getLiteral());
          }
        });
    return plain.toString();
  }
}
