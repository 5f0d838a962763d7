package dev.tlsmith.product.resolution;

import java.util.List;

/**
 * What a product needs besides the key pair and trust stores that each one gets.
 *
 * @param keyStore the program's key and chain as a key store
 * @param encryptedKey the program's key as encrypted PEM
 * @param caBundle the trusted certificates as one PEM file, without public roots
 * @param publicCaBundle the same with the public roots
 * @param clientCa the CAs whose clients are accepted as one PEM file
 * @param ownCalls whether components call each other over TLS by their names inside
 * @param certificates ids of further server certificates, for the names without the hosts
 */
public record MaterialNeeds(
    boolean keyStore,
    boolean encryptedKey,
    boolean caBundle,
    boolean publicCaBundle,
    boolean clientCa,
    boolean ownCalls,
    List<String> certificates) {

  public MaterialNeeds {
    certificates = List.copyOf(certificates);
  }
}
