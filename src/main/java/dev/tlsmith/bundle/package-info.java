/**
 * The use case: from a spec to a bundle, what that will cost, and the commands and scripts that go
 * with it.
 *
 * <p>Everything is made in memory before a response starts, so a fault never truncates an archive.
 */
@NullMarked
package dev.tlsmith.bundle;

import org.jspecify.annotations.NullMarked;
