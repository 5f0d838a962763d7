/**
 * The generated Helm chart: over a product's own chart, which is its only dependency, the values
 * that put it behind TLS, the objects that these need, and guards that fail where either is lost.
 *
 * <p>Made of what the pack renders without key material, so no key can be inside; that is shown of
 * every file before it is handed out. What a chart refers to and does not hold, the Secrets, comes
 * beside it.
 */
@NullMarked
package dev.tlsmith.chart;

import org.jspecify.annotations.NullMarked;
