/**
 * What makes a container image trust: the files, a build context around an image that exists, and
 * an image of these files alone.
 *
 * <p>Public certificates only: no key and no password ever stands in an image, which is pushed,
 * pulled and kept by many. Written here to the byte and without a daemon, since two runs of {@code
 * docker build} give two digests. {@code proof} reads all of it back before it is handed out.
 */
@NullMarked
package dev.tlsmith.image;

import org.jspecify.annotations.NullMarked;
