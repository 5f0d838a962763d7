package dev.tlsmith.proof;

import dev.tlsmith.archive.Expansion;
import dev.tlsmith.certificate.encoding.PrivateKeyForm;
import dev.tlsmith.keystore.KeyStores;
import dev.tlsmith.spec.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what must not be in files that anyone may have, such as a chart or the layers of an image:
 * private keys in whatever form and encryption, key stores with one, and passwords that are known.
 * Every file is parsed, whatever it is called: text and what it has in base64, key stores, archives
 * and what is in them.
 */
public final class SecretFinder {

  /** How often one thing may stand in another: base64 in an archive in an archive in base64 … */
  private static final int DEEPEST = 8;

  /** Of what the archives of one file unpack to. */
  private static final int MOST_BYTES = 128 << 20;

  private static final int MOST_FILES = 100_000;

  /** Shorter ones are ordinary text: what a bundle makes or takes for a store has 12 at least. */
  private static final int SHORTEST_PASSWORD = 8;

  private static final Secret CONVENTIONAL = Secret.of(KeyStores.TRUST_STORE_PASSWORD);

  private final List<Secret> storePasswords;
  private final List<String> known;

  /**
   * A search for private keys, and for these secrets.
   *
   * @param secrets passwords and the like; one with fewer than 8 characters is not looked for, nor
   *     is the conventional one of trust stores
   */
  public SecretFinder(Collection<Secret> secrets) {
    storePasswords = new ArrayList<>(List.of(CONVENTIONAL));
    storePasswords.addAll(secrets);
    known =
        secrets.stream()
            .filter(secret -> !secret.equals(CONVENTIONAL))
            .map(Secret::reveal)
            .filter(secret -> secret.length() >= SHORTEST_PASSWORD)
            .distinct()
            .toList();
  }

  /**
   * What was found.
   *
   * @param path of the file; that of an archive is followed by the path inside, after {@code "!/"}
   * @param what it is, for people, e.g. {@code "a private key in PEM (EC PRIVATE KEY)"}; never the
   *     secret
   * @param password whether it is one of the passwords that are known
   */
  public record Finding(String path, String what, boolean password) {

    @Override
    public String toString() {
      return "'%s' holds %s".formatted(path, what);
    }
  }

  /**
   * The first secret of a file.
   *
   * @param content in any format; an archive is unpacked within bounds, and one beyond them counts
   *     as a secret, since nobody can say
   */
  public Optional<Finding> find(String path, byte[] content) {
    Expansion expansion = new Expansion(MOST_BYTES, MOST_FILES);
    try {
      return find(path, content, expansion, 0);
    } catch (Expansion.UnreadableException e) {
      return Optional.of(new Finding(path, String.valueOf(e.getMessage()), false));
    }
  }

  /**
   * Shows that files which we made hold no secret.
   *
   * @param files by path
   * @throws ProofFailedException if one does: our fault, and nothing may be handed out
   */
  public void requireNone(Map<String, byte[]> files) {
    files.forEach(
        (path, content) ->
            find(path, content)
                .ifPresent(
                    finding -> {
                      throw new ProofFailedException(
                          "files that must be public hold a secret: " + finding);
                    }));
  }

  private Optional<Finding> find(String path, byte[] content, Expansion expansion, int depth)
      throws Expansion.UnreadableException {
    Optional<String> key = PrivateKeyForm.ofBytes(content, storePasswords);
    if (key.isPresent()) {
      return Optional.of(new Finding(path, key.get(), false));
    }
    return Expansion.isArchive(content)
        ? inArchive(path, content, expansion, depth + 1)
        : inText(path, text(content), expansion, depth);
  }

  private Optional<Finding> inArchive(String path, byte[] content, Expansion expansion, int depth)
      throws Expansion.UnreadableException {
    if (depth > DEEPEST) {
      return Optional.of(new Finding(path, "archives within archives", false));
    }
    for (Expansion.Member member : expansion.members(content)) {
      String inside = member.path().isEmpty() ? path : path + "!/" + member.path();
      Optional<Finding> finding = find(inside, member.content(), expansion, depth);
      if (finding.isPresent()) {
        return finding;
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> inText(String path, String text, Expansion expansion, int depth) {
    Optional<String> key = PrivateKeyForm.ofText(text);
    if (key.isPresent()) {
      return Optional.of(new Finding(path, key.get(), false));
    }
    if (known.stream().anyMatch(text::contains)) {
      return Optional.of(new Finding(path, "a password", true));
    }
    if (depth < DEEPEST) {
      for (byte[] decoded : Base64Runs.of(text)) {
        Optional<Finding> finding = inBase64(path, decoded, expansion, depth + 1);
        if (finding.isPresent()) {
          return finding;
        }
      }
    }
    return Optional.empty();
  }

  /** Any word may look like base64, and what it decodes to may begin like an archive. */
  private Optional<Finding> inBase64(String path, byte[] decoded, Expansion expansion, int depth) {
    try {
      return find(path, decoded, expansion, depth);
    } catch (Expansion.UnreadableException e) {
      return inText(path, text(decoded), expansion, depth);
    }
  }

  /** Any bytes as characters; of UTF-16, what is ASCII. */
  private static String text(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
  }
}
