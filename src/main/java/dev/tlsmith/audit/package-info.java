/**
 * What is written down of what the service did: one line for each certificate that it made, and
 * numbers for those who run it.
 *
 * <p>Nothing here decides anything, and nothing that is written can be used: names, serial numbers,
 * digests of what is public; never a key, a password, a token or a body.
 */
@NullMarked
package dev.tlsmith.audit;

import org.jspecify.annotations.NullMarked;
