package dev.tlsmith.product.resolution;

/**
 * A version of the product that the caller's own files run, as the tag of an image says it.
 *
 * @param version e.g. {@code "1.3.15"}
 * @param source where it stands, for a reader
 * @param pointer to the file in the spec
 */
record RunningVersion(String version, String source, String pointer) {}
