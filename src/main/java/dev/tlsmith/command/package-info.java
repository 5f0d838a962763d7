/**
 * Commands for those who write product packs; the service does not need them.
 *
 * <p>They print what a terminal and a build show, and end with an exit code: 0 done, 1 something is
 * wrong with a pack, 2 the command itself cannot be understood.
 */
@NullMarked
package dev.tlsmith.command;

import org.jspecify.annotations.NullMarked;
