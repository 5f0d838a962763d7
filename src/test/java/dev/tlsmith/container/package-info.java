/**
 * The image, by those who run it: built, started without rights, asked over HTTPS. What it answers
 * is mounted into other containers. Needs Docker and {@code target/tlsmith.jar}, hence the suffix
 * IT; skipped without Docker.
 */
@NullMarked
package dev.tlsmith.container;

import org.jspecify.annotations.NullMarked;
