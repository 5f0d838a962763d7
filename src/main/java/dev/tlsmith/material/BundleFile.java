package dev.tlsmith.material;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.tlsmith.certificate.encoding.Sha256;
import dev.tlsmith.rendering.Syntax;
import io.micronaut.core.annotation.Introspected;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One file of a bundle. Never printed: it may hold a key. */
@Introspected
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"path", "mediaType", "mode", "secret", "sha256", "text", "base64"})
public final class BundleFile {

  static final String PEM = "application/x-pem-file";

  private static final String PRIVATE = "0600";
  private static final String READABLE = "0644";
  private static final String EXECUTABLE = "0755";

  private final String path;
  private final String mediaType;
  private final boolean secret;
  private final String description;
  private final boolean textual;
  private final String mode;
  private final byte[] content;
  private final String sha256;

  private BundleFile(
      String path,
      String mediaType,
      boolean secret,
      String description,
      boolean textual,
      String mode,
      byte[] content) {
    this(path, mediaType, secret, description, textual, mode, content, Sha256.hex(content));
  }

  private BundleFile(
      String path,
      String mediaType,
      boolean secret,
      String description,
      boolean textual,
      String mode,
      byte[] content,
      String sha256) {
    this.path = path;
    this.mediaType = mediaType;
    this.secret = secret;
    this.description = description;
    this.textual = textual;
    this.mode = mode;
    this.content = content;
    this.sha256 = sha256;
  }

  /** A file of text, UTF-8; only its owner may read it if it is secret. */
  public static BundleFile text(
      String path, String mediaType, boolean secret, String description, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    String mode = secret ? PRIVATE : READABLE;
    return new BundleFile(path, mediaType, secret, description, true, mode, content);
  }

  /** A script that its owner runs, and whoever may read it. */
  public static BundleFile script(String path, String description, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    String mediaType = Syntax.of(path).mediaType();
    return new BundleFile(path, mediaType, false, description, true, EXECUTABLE, content);
  }

  /** A private key in encrypted PEM; whatever user a container has may read it. */
  public static BundleFile encryptedKey(String path, String description, String pem) {
    byte[] content = pem.getBytes(StandardCharsets.US_ASCII);
    return new BundleFile(path, PEM, true, description, true, READABLE, content);
  }

  /** A file that is no secret and is handed out as it is: text if it is UTF-8. */
  public static BundleFile copy(String path, String mediaType, String description, byte[] content) {
    boolean textual =
        Arrays.equals(
            new String(content, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), content);
    return new BundleFile(path, mediaType, false, description, textual, READABLE, content.clone());
  }

  /** A key store or trust store; encrypted, so that whatever user a container has may read it. */
  public static BundleFile store(String path, boolean secret, String description, byte[] content) {
    return new BundleFile(path, storeType(path), secret, description, false, READABLE, content);
  }

  /** The media type of a store. */
  static String storeType(String path) {
    return path.endsWith(".p12") ? "application/x-pkcs12" : "application/octet-stream";
  }

  /** The same file at another path. */
  public BundleFile at(String other) {
    return other.equals(path)
        ? this
        : new BundleFile(other, mediaType, secret, description, textual, mode, content, sha256);
  }

  /** Where it stands in the bundle, without a leading slash. */
  @JsonProperty
  public String path() {
    return path;
  }

  /** Its media type. */
  @JsonProperty
  public String mediaType() {
    return mediaType;
  }

  /** Its permissions in octal, e.g. {@code "0600"}. */
  @JsonProperty
  public String mode() {
    return mode;
  }

  /** Whether it contains a private key or a password. */
  @JsonProperty
  public boolean secret() {
    return secret;
  }

  /** SHA-256 of its bytes, in hexadecimal. */
  @JsonProperty
  public String sha256() {
    return sha256;
  }

  /** Whether it is text. */
  @JsonIgnore
  public boolean isText() {
    return textual;
  }

  /** Its text; absent of a binary file. */
  @JsonProperty
  public @Nullable String text() {
    return textual ? new String(content, StandardCharsets.UTF_8) : null;
  }

  /** Its bytes in base64; absent of a text file. */
  @JsonProperty
  public @Nullable String base64() {
    return textual ? null : Base64.getEncoder().encodeToString(content);
  }

  /** One line on what it is. */
  @JsonIgnore
  public String description() {
    return description;
  }

  /** Its bytes. */
  @JsonIgnore
  public byte[] content() {
    return content.clone();
  }

  @Override
  public String toString() {
    return path;
  }
}
