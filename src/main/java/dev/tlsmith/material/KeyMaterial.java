package dev.tlsmith.material;

import dev.tlsmith.proof.ProofMaterial;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The certificates and keys of one deployment in the formats that programs read, as the bundle will
 * hold them.
 *
 * @param files those below {@code tls/}, e.g. {@code tls/tls.crt}, {@code tls/keystore.p12}
 * @param base64 the content of each in base64, by its name without the folder, e.g. {@code
 *     "tls.crt"}: what templates put into a Secret
 * @param passwords every password of these files; a rendered file that contains one is secret
 * @param keyStorePassword of the key store; {@code ""} if the bundle has none
 * @param keyStore of the program; no bytes if the bundle has none
 * @param encryptedPem certificate chain and encrypted key, as programs read them that take a
 *     passphrase; null if the bundle has no such key
 * @param further key stores of further server certificates, by the id that the pack gives them
 * @param trustStore that judges client certificates
 * @param client key store of the client certificate that is handed out; null without one
 * @param callers files that only the caller can make, who alone has the key; usually empty
 */
@SuppressWarnings("ArrayRecordComponent") // files are arrays; never compared
public record KeyMaterial(
    List<BundleFile> files,
    Map<String, String> base64,
    List<String> passwords,
    String keyStorePassword,
    byte[] keyStore,
    @Nullable EncryptedPem encryptedPem,
    Map<String, byte[]> further,
    byte[] trustStore,
    ProofMaterial.@Nullable ClientMaterial client,
    List<CompletionFile> callers) {

  /**
   * A key pair in PEM whose key is encrypted with the key store's password.
   *
   * @param certificates leaf first, up to the root
   * @param key {@code ENCRYPTED PRIVATE KEY}
   */
  record EncryptedPem(String certificates, String key) {}

  /** What templates see as {@code material}. */
  Map<String, Object> model() {
    return Map.of("base64", new LinkedHashMap<>(base64), "keyStorePassword", keyStorePassword);
  }

  /** A test of text: whether it contains a private key or a password, plainly or in base64. */
  public Predicate<String> secrets() {
    Stream<byte[]> keys = files.stream().filter(BundleFile::secret).map(BundleFile::content);
    Stream<byte[]> words = passwords.stream().map(word -> word.getBytes(StandardCharsets.UTF_8));
    Stream<String> encoded = Stream.concat(keys, words).map(Base64.getEncoder()::encodeToString);
    List<String> signs =
        Stream.of(Stream.of("PRIVATE KEY-----"), passwords.stream(), encoded)
            .flatMap(stream -> stream)
            .toList();
    return text -> signs.stream().anyMatch(text::contains);
  }

  /** Nothing about the material; it may be printed by accident. */
  @Override
  public String toString() {
    return "KeyMaterial[***]";
  }
}
