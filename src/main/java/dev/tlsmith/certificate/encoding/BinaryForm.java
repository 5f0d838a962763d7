package dev.tlsmith.certificate.encoding;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.bc.ObjectStore;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * What binary content is, told by its first bytes and its structure: key stores, and the DER
 * (X.690) of what PEM wraps.
 */
public enum BinaryForm {
  JKS(null, null),
  JCEKS(null, null),
  PKCS12(null, Pfx::getInstance),
  BCFKS(null, ObjectStore::getInstance),
  CERTIFICATE("CERTIFICATE", Certificate::getInstance),
  PKCS8_KEY("PRIVATE KEY", PrivateKeyInfo::getInstance),
  PKCS1_KEY("RSA PRIVATE KEY", RSAPrivateKey::getInstance),
  SEC1_KEY("EC PRIVATE KEY", BinaryForm::sec1Key),
  REQUEST("CERTIFICATE REQUEST", CertificationRequest::getInstance),
  PUBLIC_KEY("PUBLIC KEY", SubjectPublicKeyInfo::getInstance),
  PKCS7("PKCS7", ContentInfo::getInstance),
  ENCRYPTED_KEY("ENCRYPTED PRIVATE KEY", EncryptedPrivateKeyInfo::getInstance);

  private static final int JKS_MAGIC = 0xFEEDFEED;
  private static final int JCEKS_MAGIC = 0xCECECECE;
  private static final int SEQUENCE = 0x30;

  private final @Nullable String label;
  private final @Nullable Function<Object, Object> decoder;

  BinaryForm(@Nullable String label, @Nullable Function<Object, Object> decoder) {
    this.label = label;
    this.decoder = decoder;
  }

  /** The label of its PEM block (RFC 7468); empty of a key store. */
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /**
   * What some content is.
   *
   * @param end where its DER value ends; behind it stands what its readers pass over. The length of
   *     all of it, where it is no DER
   */
  public record Recognised(BinaryForm form, int end) {}

  /** Recognises content; empty if it is none of these. */
  public static Optional<Recognised> recognise(byte[] content) {
    int magic = content.length < Integer.BYTES ? 0 : ByteBuffer.wrap(content).getInt();
    return switch (magic) {
      case JKS_MAGIC -> Optional.of(new Recognised(JKS, content.length));
      case JCEKS_MAGIC -> Optional.of(new Recognised(JCEKS, content.length));
      default -> content.length > 0 && content[0] == SEQUENCE ? ofDer(content) : Optional.empty();
    };
  }

  private static Optional<Recognised> ofDer(byte[] content) {
    try (ASN1InputStream in = new ASN1InputStream(content)) {
      if (!(in.readObject() instanceof ASN1Sequence sequence) || sequence.size() < 2) {
        return Optional.empty();
      }
      int end = content.length - in.available();
      for (BinaryForm form : values()) {
        if (form.decodes(sequence)) {
          return Optional.of(new Recognised(form, end));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private boolean decodes(ASN1Sequence sequence) {
    try {
      return decoder != null && decoder.apply(sequence) != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static BigInteger sec1Key(Object structure) {
    return ECPrivateKey.getInstance(structure).getKey();
  }
}
