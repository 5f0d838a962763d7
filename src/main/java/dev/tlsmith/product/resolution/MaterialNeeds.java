package dev.tlsmith.product.resolution;

import dev.tlsmith.product.pack.PackDefinition;
import dev.tlsmith.product.pack.PackDefinition.FurtherCertificate;
import dev.tlsmith.product.pack.ProductPack;
import dev.tlsmith.rendering.Rendering;
import dev.tlsmith.rendering.TemplateException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a product needs besides the key pair and trust stores that each one gets.
 *
 * @param keyStore the program's key and chain as a key store
 * @param encryptedKey the program's key as encrypted PEM
 * @param combinedPem the program's key and chain as one PEM file
 * @param caBundle the trusted certificates as one PEM file, without public roots
 * @param publicCaBundle the same with the public roots
 * @param clientCa the CAs whose clients are accepted as one PEM file
 * @param ownCalls whether components call each other over TLS by their names inside
 * @param certificates ids of further server certificates, for the names without the hosts
 */
public record MaterialNeeds(
    boolean keyStore,
    boolean encryptedKey,
    boolean combinedPem,
    boolean caBundle,
    boolean publicCaBundle,
    boolean clientCa,
    boolean ownCalls,
    List<String> certificates) {

  public MaterialNeeds {
    certificates = List.copyOf(certificates);
  }

  /**
   * Evaluates the conditions of {@code material} and {@code certificates} of a pack.
   *
   * @param rendering with what templates see of the deployment
   * @throws TemplateException if a condition is wrong
   */
  public static MaterialNeeds of(ProductPack pack, Rendering rendering) {
    PackDefinition.Material material = pack.definition().material();
    List<FurtherCertificate> certificates = pack.definition().certificates();
    List<String> conditions =
        new ArrayList<>(
            List.of(
                material.keyStore(),
                material.encryptedKey(),
                material.combinedPem(),
                material.caBundle(),
                material.publicCaBundle(),
                material.clientCa(),
                material.ownCalls()));
    certificates.forEach(certificate -> conditions.add(certificate.when()));
    Iterator<Boolean> answers = rendering.testAll(conditions).iterator();
    return new MaterialNeeds(
        answers.next(),
        answers.next(),
        answers.next(),
        answers.next(),
        answers.next(),
        answers.next(),
        answers.next(),
        certificates.stream()
            .filter(certificate -> answers.next())
            .map(FurtherCertificate::id)
            .toList());
  }
}
