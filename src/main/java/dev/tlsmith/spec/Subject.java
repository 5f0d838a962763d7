package dev.tlsmith.spec;

import org.jspecify.annotations.Nullable;

/**
 * The subject of the leaf certificate: RFC 5280 §4.1.2.6, the attributes that web CAs use. Clients
 * ignore it in favour of the subject alternative names.
 *
 * @param commonName CN, at most 64 characters; default: the first host, where it fits
 * @param organization O
 * @param organizationalUnit OU
 * @param locality L
 * @param state ST
 * @param country C, two letters (ISO 3166-1)
 */
public record Subject(
    @Nullable String commonName,
    @Nullable String organization,
    @Nullable String organizationalUnit,
    @Nullable String locality,
    @Nullable String state,
    @Nullable String country) {

  /** No attribute given. */
  public static final Subject EMPTY = new Subject(null, null, null, null, null, null);
}
