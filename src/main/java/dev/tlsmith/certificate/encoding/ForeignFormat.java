package dev.tlsmith.certificate.encoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.bc.ObjectStore;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * What stands where something else is wanted, and the command that makes the one of the other. Says
 * what it is by its label or its first bytes, and repeats none of it.
 */
final class ForeignFormat {

  private static final int FIRST = 4096;
  private static final Pattern BASE64_DER = Pattern.compile("M[A-P][A-Za-z0-9+/=\\s]{20,}+");
  private static final int JKS = 0xFEEDFEED;
  private static final int JCEKS = 0xCECECECE;

  private static final String PEM =
      "it is PEM; send it in 'certificates' and 'privateKey', without pkcs12";

  private ForeignFormat() {}

  /** A text without any PEM block. */
  static Optional<String> ofText(String text) {
    String start = text.substring(0, Math.min(FIRST, text.length())).strip();
    if (start.contains("PuTTY-User-Key-File")) {
      return Optional.of(
          "it is a key in PuTTY's own format; convert it with 'puttygen FILE -O private-openssh -o"
              + " key.pem' and 'ssh-keygen -p -m PKCS8 -f key.pem'");
    }
    if (start.startsWith("---- BEGIN SSH2")) {
      return Optional.of(
          "it is a key in SSH.com's format; convert it with 'puttygen FILE -O private-openssh -o"
              + " key.pem' and 'ssh-keygen -p -m PKCS8 -f key.pem'");
    }
    if (start.startsWith("ssh-") || start.startsWith("ecdsa-sha2-")) {
      return Optional.of("it is a public key of OpenSSH; send the file of the private key");
    }
    if (start.startsWith("{") && start.contains("\"kty\"")) {
      return Optional.of(
          "it is a JSON Web Key; convert it to PEM, e.g. with 'step crypto key"
              + " format --pem FILE'");
    }
    if (BASE64_DER.matcher(start).matches()) {
      return Optional.of(
          "it looks like base64 without its lines '-----BEGIN …-----' and '-----END …-----'; send"
              + " the file as it is, or convert DER with 'openssl x509 -inform DER -in FILE' (a"
              + " certificate) or 'openssl pkey -inform DER -in FILE' (a key)");
    }
    return Optional.empty();
  }

  /** The labels of PEM blocks among which there is no private key. */
  static Optional<String> insteadOfKey(List<String> labels) {
    return labels.stream().flatMap(label -> insteadOfKey(label).stream()).findFirst();
  }

  private static Optional<String> insteadOfKey(String label) {
    return Optional.ofNullable(
        switch (label) {
          case "PUBLIC KEY", "RSA PUBLIC KEY" ->
              "it is the public key, which anyone may have; send the private key that it was made"
                  + " of";
          case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
              "it is a certificate; send the file of its private key here";
          case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
              "it is a certificate request; send the key that it was made with here, and the"
                  + " certificate that your CA made of it among the certificates";
          case "EC PARAMETERS" ->
              "it is the name of a curve alone, without a key; make one with 'openssl ecparam"
                  + " -genkey -name prime256v1', or send the whole file that did hold it";
          case "DH PARAMETERS", "X9.42 DH PARAMETERS" ->
              "it is a group for Diffie-Hellman, which TLS 1.3 needs no more; send the private key";
          case "PKCS7", "CMS" ->
              "it is a PKCS#7 file, which holds certificates and never a key; send the private"
                  + " key's file";
          case "PKCS12" ->
              "it is a PKCS#12 file; send it as base64 in 'pkcs12', without privateKey and"
                  + " certificates";
          case "PGP PRIVATE KEY BLOCK", "PGP PUBLIC KEY BLOCK", "PGP MESSAGE" ->
              "it is a key of OpenPGP, which TLS cannot use; send the key that the certificate was"
                  + " requested with";
          default -> null;
        });
  }

  /** Text where base64 of a PKCS#12 file is wanted. */
  static Optional<String> insteadOfBase64(String text) {
    return text.contains("-----BEGIN ") ? Optional.of(PEM) : Optional.empty();
  }

  /** Bytes that are no PKCS#12 file. */
  static Optional<String> insteadOfPkcs12(byte[] file) {
    int magic = file.length < 4 ? 0 : ByteBuffer.wrap(file).getInt();
    if (magic == JKS) {
      return Optional.of("it is a key store of type JKS" + importing("JKS"));
    }
    if (magic == JCEKS) {
      return Optional.of("it is a key store of type JCEKS" + importing("JCEKS"));
    }
    String start = new String(file, 0, Math.min(FIRST, file.length), StandardCharsets.ISO_8859_1);
    if (start.contains("-----BEGIN ")) {
      return Optional.of(PEM);
    }
    try {
      return ofStructure(ASN1Primitive.fromByteArray(file));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> ofStructure(ASN1Primitive structure) {
    if (!(structure instanceof ASN1Sequence sequence) || sequence.size() < 2) {
      return Optional.empty();
    }
    if (is(() -> ObjectStore.getInstance(sequence))) {
      return Optional.of(
          "it is a key store of type BCFKS"
              + importing(
                  "BCFKS -providerclass"
                      + " org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider"));
    }
    if (is(() -> Certificate.getInstance(sequence))) {
      return Optional.of(
          "it is a certificate in DER; convert it with 'openssl x509 -inform DER -in FILE', and"
              + " send it in 'certificates' and its key in 'privateKey'");
    }
    if (sequence.getObjectAt(0) instanceof ASN1Integer version && version.intValueExact() < 3) {
      return Optional.of(
          "it is a private key in DER; convert it with 'openssl pkey -inform DER -in FILE', and"
              + " send it in 'privateKey' and its certificates in 'certificates'");
    }
    if (is(() -> ContentInfo.getInstance(sequence))) {
      return Optional.of(
          "it is a PKCS#7 file, which holds no key; convert it with 'openssl pkcs7 -inform DER"
              + " -print_certs -in FILE', and send it in 'certificates' and the key in"
              + " 'privateKey'");
    }
    return Optional.empty();
  }

  private static boolean is(Supplier<Object> reading) {
    try {
      return reading.get() != null;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static String importing(String type) {
    return "; convert it with 'keytool -importkeystore -srckeystore FILE -srcstoretype "
        + type
        + " -destkeystore new.p12 -deststoretype PKCS12'";
  }
}
