/**
 * Looks at what somebody has: certificates, keys, key stores, manifests, compose files, values,
 * whole bundles; recognises each by its content, and says what is wrong with it, the worst first.
 *
 * <p>Nothing is made and nothing is refused: whatever is odd is a finding. What is judged of
 * supplied certificates elsewhere is judged by the same rules here; those of this package are about
 * files.
 */
@NullMarked
package dev.tlsmith.inspection;

import org.jspecify.annotations.NullMarked;
