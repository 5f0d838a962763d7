/**
 * What a caller may have: the policy, and its judgement of what a spec comes to.
 *
 * <p>A policy allows what it names and nothing else, and judges what a certificate would hold,
 * wherever in the request that comes from.
 */
@NullMarked
package dev.tlsmith.access.policy;

import org.jspecify.annotations.NullMarked;
