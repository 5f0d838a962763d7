/**
 * What the caller asks for: the TLS deployment spec as records and sealed interfaces, and the JSON
 * Schema that a body must satisfy before it is bound to them.
 *
 * <p>Nothing here makes, reads or renders anything. An absent field is {@code null} on the wire and
 * takes its default in the record's constructor; the schema publishes the same default, and a test
 * holds the two together.
 */
@NullMarked
package dev.tlsmith.spec;

import org.jspecify.annotations.NullMarked;
