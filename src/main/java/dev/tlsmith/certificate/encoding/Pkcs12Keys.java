package dev.tlsmith.certificate.encoding;

import dev.tlsmith.certificate.CertificateNames;
import dev.tlsmith.certificate.UnusableMaterialException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.jspecify.annotations.Nullable;

/**
 * The private keys of a PKCS#12 file and what they are called: friendlyName (RFC 2985 §5.5.1),
 * which keytool shows as the alias; one without a name goes by its number, from 1.
 */
final class Pkcs12Keys {

  private static final int MOST_LISTED = 10;

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String alias, boolean named, Object key) {

    @Override
    public String toString() {
      String printable = CertificateNames.printable(alias);
      return named ? "'%s'".formatted(printable) : "'%s' (without a name)".formatted(printable);
    }
  }

  /** Adds the next key of the file. */
  void add(PKCS12SafeBag bag, Object key) {
    String name = friendlyName(bag);
    entries.add(
        name == null || name.isEmpty()
            ? new Entry(String.valueOf(entries.size() + 1), false, key)
            : new Entry(name, true, key));
  }

  /**
   * The key that is meant.
   *
   * @param alias null where there should be one alone; upper and lower case are one, as keytool has
   *     it, unless that leaves it open
   */
  Object choose(@Nullable String alias) throws UnusableMaterialException {
    if (entries.isEmpty()) {
      throw new UnusableMaterialException(
          "key-count",
          "the PKCS#12 file holds no private key; export it with its key, e.g. 'openssl pkcs12"
              + " -export -inkey key.pem -in chain.pem', or send a trust store in"
              + " 'trust.additional'");
    }
    if (alias == null) {
      if (entries.size() > 1) {
        throw new UnusableMaterialException(
            "key-count",
            ("the PKCS#12 file holds %d private keys: %s; name the one that is meant in 'alias'%s")
                .formatted(entries.size(), listed(), twice()));
      }
      return entries.getFirst().key();
    }
    List<Entry> exact = matching(entry -> entry.alias().equals(alias));
    String folded = alias.toLowerCase(Locale.ROOT);
    List<Entry> found =
        exact.isEmpty()
            ? matching(entry -> entry.alias().toLowerCase(Locale.ROOT).equals(folded))
            : exact;
    if (found.size() != 1) {
      throw new UnusableMaterialException(
          found.isEmpty() ? "alias-unknown" : "alias-ambiguous",
          "'%s' is the name of %d private keys in the PKCS#12 file; its keys are %s%s"
              .formatted(
                  CertificateNames.printable(alias),
                  found.size(),
                  listed(),
                  found.isEmpty() ? "; use one of these" : twice()));
    }
    return found.getFirst().key();
  }

  private List<Entry> matching(Predicate<Entry> wanted) {
    return entries.stream().filter(wanted).toList();
  }

  /** What to do where two have one name, which no alias tells apart. */
  private String twice() {
    boolean ambiguous =
        entries.stream()
            .collect(Collectors.groupingBy(Entry::alias, Collectors.counting()))
            .entrySet()
            .stream()
            .map(Map.Entry::getValue)
            .anyMatch(count -> count > 1);
    return ambiguous
        ? "; two have the same name: export the one that is meant on its own, e.g. 'openssl pkcs12"
            + " -in FILE -nodes', and send it as PEM"
        : "";
  }

  private String listed() {
    String first =
        entries.stream().limit(MOST_LISTED).map(Entry::toString).collect(Collectors.joining(", "));
    int more = entries.size() - MOST_LISTED;
    return more > 0 ? "%s and %d more".formatted(first, more) : first;
  }

  /** Of any bag; null for one without. */
  static @Nullable String friendlyName(PKCS12SafeBag bag) {
    Attribute[] attributes = bag.getAttributes();
    if (attributes != null) {
      for (Attribute attribute : attributes) {
        ASN1Encodable[] values = attribute.getAttributeValues();
        if (attribute.getAttrType().equals(PKCS12SafeBag.friendlyNameAttribute)
            && values.length > 0
            && values[0] instanceof ASN1String name) {
          return name.getString();
        }
      }
    }
    return null;
  }
}
