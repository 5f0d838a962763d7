package dev.tlsmith.rendering.yaml;

import org.jspecify.annotations.Nullable;

/**
 * What both set to different values.
 *
 * @param path e.g. {@code "app.env[PORT]"}
 * @param flag the one that differs, without its value, where the text at the path is a list of
 *     flags
 */
public record OverlayClash(String path, @Nullable String flag) {}
