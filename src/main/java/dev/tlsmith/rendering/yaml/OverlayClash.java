package dev.tlsmith.rendering.yaml;

import org.jspecify.annotations.Nullable;

/**
 * A value that the caller's file and the overlay both set, each to another.
 *
 * @param path e.g. {@code "app.env[PORT]"}
 * @param flag the one that differs, without its value, where the text at the path is a list of
 *     flags
 */
public record OverlayClash(String path, @Nullable String flag) {}
