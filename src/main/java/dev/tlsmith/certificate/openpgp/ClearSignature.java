package dev.tlsmith.certificate.openpgp;

import dev.tlsmith.certificate.BouncyCastle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.stream.Collectors;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentVerifierBuilderProvider;

/** Signs a text that stays readable: RFC 9580 §7. */
final class ClearSignature {

  /** As Helm has it when it signs. */
  private static final int HASH = HashAlgorithmTags.SHA512;

  private final PGPPublicKey publicKey;
  private final PGPPrivateKey privateKey;

  ClearSignature(PGPPublicKey publicKey, PGPPrivateKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /** A text with its signature, which was verified. */
  String of(String text, Instant time) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArmoredOutputStream armored = ArmoredOutputStream.builder().clearHeaders().build(bytes)) {
      PGPSignature signature = signature(canonical(text), time);
      armored.beginClearText(HASH);
      armored.write(text.getBytes(StandardCharsets.UTF_8));
      armored.endClearText();
      signature.encode(armored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PGPException e) {
      throw new IllegalStateException("a text could not be signed", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What is signed of it: §7.2, without space at the ends of lines and without the last end. */
  private static byte[] canonical(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("[ \\t]++\\z", ""))
        .collect(Collectors.joining("\r\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private PGPSignature signature(byte[] content, Instant time) throws PGPException {
    PGPSignatureGenerator generator =
        new PGPSignatureGenerator(
            new JcaPGPContentSignerBuilder(publicKey.getAlgorithm(), HASH)
                .setProvider(BouncyCastle.PROVIDER),
            publicKey);
    generator.init(PGPSignature.CANONICAL_TEXT_DOCUMENT, privateKey);
    PGPSignatureSubpacketGenerator says = new PGPSignatureSubpacketGenerator();
    says.setSignatureCreationTime(false, Date.from(time));
    says.setIssuerFingerprint(false, publicKey);
    says.setIssuerKeyID(false, publicKey.getKeyID());
    generator.setHashedSubpackets(says.generate());
    generator.update(content);
    PGPSignature signature = generator.generate();
    requireValid(signature, content);
    return signature;
  }

  private void requireValid(PGPSignature signature, byte[] content) throws PGPException {
    signature.init(
        new JcaPGPContentVerifierBuilderProvider().setProvider(BouncyCastle.PROVIDER), publicKey);
    signature.update(content);
    if (!signature.verify()) {
      throw new PGPException("the signature does not hold");
    }
  }
}
