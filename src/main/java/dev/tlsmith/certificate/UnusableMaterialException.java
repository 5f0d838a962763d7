package dev.tlsmith.certificate;

/** One supplied block cannot be used; becomes a fault where its pointer is known. */
public final class UnusableMaterialException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String detail;

  public UnusableMaterialException(String code, String detail) {
    super(code);
    this.code = code;
    this.detail = detail;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return detail;
  }

  /** The field that is to be mended, beside the one that holds the block. */
  public String field(String ofBlock) {
    return code.startsWith("passphrase-")
        ? "passphrase"
        : code.startsWith("alias-") ? "alias" : ofBlock;
  }
}
