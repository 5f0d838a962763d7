package dev.tlsmith.certificate;

import dev.tlsmith.spec.Subject;
import dev.tlsmith.spec.SubjectAlternativeName;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/** Subjects: RFC 5280 §4.1.2.6, from the country down to the common name. */
public final class DistinguishedNames {

  /** {@code ub-common-name}, {@code ub-organization-name} and so on of RFC 5280 appendix A. */
  private static final int LONGEST_NAME = 64;

  /** {@code ub-locality-name}, {@code ub-state-name}. */
  private static final int LONGEST_PLACE = 128;

  private static final int COUNTRY = 2;
  private static final int DIGEST_OCTETS = 4;

  private DistinguishedNames() {}

  /**
   * A server's subject; empty if nothing is given and the first name is too long.
   *
   * @throws IllegalArgumentException if an attribute is too long
   */
  public static X500Name server(Subject subject, List<SubjectAlternativeName> names) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    add(builder, BCStyle.C, subject.country(), COUNTRY);
    add(builder, BCStyle.ST, subject.state(), LONGEST_PLACE);
    add(builder, BCStyle.L, subject.locality(), LONGEST_PLACE);
    add(builder, BCStyle.O, subject.organization(), LONGEST_NAME);
    add(builder, BCStyle.OU, subject.organizationalUnit(), LONGEST_NAME);
    add(builder, BCStyle.CN, commonName(subject, names), LONGEST_NAME);
    return builder.build();
  }

  /** A client's subject. */
  public static X500Name client(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  /** A CA's subject, e.g. {@code CN=app.example.org CA 1a2b3c4d}. */
  public static X500Name authority(String name, PublicKey key) {
    String suffix = " CA " + digest(key);
    String prefix =
        name.codePointCount(0, name.length()) + suffix.length() <= LONGEST_NAME
            ? name
            : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - suffix.length()));
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, prefix + suffix).build();
  }

  /** A certificate's subject, in its own encoding. */
  public static X500Name of(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static @Nullable String commonName(Subject subject, List<SubjectAlternativeName> names) {
    if (subject.commonName() != null || names.isEmpty()) {
      return subject.commonName();
    }
    String first = names.getFirst().value();
    return first.length() <= LONGEST_NAME ? first : null;
  }

  private static void add(
      X500NameBuilder builder,
      ASN1ObjectIdentifier attribute,
      @Nullable String value,
      int longest) {
    if (value == null) {
      return;
    }
    if (value.codePointCount(0, value.length()) > longest) {
      throw new IllegalArgumentException("longer than " + longest);
    }
    builder.addRDN(attribute, literally(attribute, value));
  }

  /** Given as text, {@code "#0c0161"} would be read as DER and a leading backslash be lost. */
  private static ASN1Encodable literally(ASN1ObjectIdentifier attribute, String value) {
    return attribute.equals(BCStyle.C) ? new DERPrintableString(value) : new DERUTF8String(value);
  }

  private static String digest(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(digest, 0, DIGEST_OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JRE has SHA-256", e);
    }
  }
}
