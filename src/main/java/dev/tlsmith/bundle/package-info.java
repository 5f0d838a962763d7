/**
 * The use case, its endpoints, and one writer per media type: from a body to a spec, from a spec to
 * a bundle, from a bundle to a response.
 *
 * <p>Everything is made in memory before a response starts, so a fault never truncates an archive.
 * A body is read in one way for JSON, YAML and forms, and held to the schema that is published.
 */
@NullMarked
package dev.tlsmith.bundle;

import org.jspecify.annotations.NullMarked;
