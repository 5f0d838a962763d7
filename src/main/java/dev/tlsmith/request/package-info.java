/**
 * From a body to a spec: JSON, YAML and forms become one tree, which is held to the schema that is
 * published and bound to records.
 *
 * <p>There is one way for all forms, so that a fault has the same pointer in each. Nothing of a
 * body is repeated that could be a secret.
 */
@NullMarked
package dev.tlsmith.request;

import org.jspecify.annotations.NullMarked;
