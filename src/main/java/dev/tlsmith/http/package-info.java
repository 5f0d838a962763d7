/**
 * The endpoints, one writer per media type, and the contract that they keep.
 *
 * <p>A handler reads the request, asks for the use case and hands what comes of it to the writer
 * that {@code Accept} chooses; no decision about TLS is made here.
 */
@NullMarked
package dev.tlsmith.http;

import org.jspecify.annotations.NullMarked;
