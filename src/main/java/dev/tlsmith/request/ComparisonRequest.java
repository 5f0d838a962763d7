package dev.tlsmith.request;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A spec, and what a bundle says that was made before.
 *
 * @param spec that of now; where none was sent, the bundle's own
 * @param earlier {@code tlsmith.yaml} of that bundle
 * @param at JSON Pointer to it within the body
 */
public record ComparisonRequest(SpecRequest spec, ObjectNode earlier, String at) {}
