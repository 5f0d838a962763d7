/**
 * RFC 9457 problem details: what a caller is told when a request is refused, whatever refused it.
 *
 * <p>Everything may import this package; it imports nothing of ours. A message states the value,
 * the rule and the fix, and never repeats a key or a password.
 */
@NullMarked
package dev.tlsmith.problem;

import org.jspecify.annotations.NullMarked;
