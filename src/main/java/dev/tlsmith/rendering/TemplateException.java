package dev.tlsmith.rendering;

/** A template that is wrong: always a fault of its author, never of the caller's values. */
public final class TemplateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String template;
  private final int line;
  private final String detail;

  /**
   * A fault.
   *
   * @param template name of the template, or the expression itself
   * @param line counted from 1; 0 if not known
   * @param detail what is wrong, for the template's author
   */
  public TemplateException(String template, int line, String detail) {
    super(
        line > 0 ? "%s, line %d: %s".formatted(template, line, detail) : template + ": " + detail);
    this.template = template;
    this.line = line;
    this.detail = detail;
  }

  /** Name of the template, or the expression itself. */
  public String template() {
    return template;
  }

  /** Counted from 1; 0 if not known. */
  public int line() {
    return line;
  }

  /** What is wrong, without the place. */
  public String detail() {
    return detail;
  }
}
