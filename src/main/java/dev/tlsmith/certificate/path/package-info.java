/**
 * Certification paths: how certificates chain up, and what RFC 5280 and the strict profile ask of
 * every one of them.
 *
 * <p>Rules report all that they find; what is wrong and what is merely odd is told apart where it
 * is found.
 */
@NullMarked
package dev.tlsmith.certificate.path;

import org.jspecify.annotations.NullMarked;
