/**
 * Who calls, and what each caller may do: API tokens, OIDC bearer tokens, client certificates; the
 * policy, and the rate.
 *
 * <p>Off loopback nobody is answered who is not known. A policy allows what it names and nothing
 * else; it judges what a certificate would hold, wherever in the request that comes from, and not
 * the fields by which it was asked for. Policy and token digests are read at the start, and
 * whatever is wrong with them stops it; when they change they are read again, all or nothing. No
 * token is kept or logged, only digests are compared.
 */
@NullMarked
package dev.tlsmith.access;

import org.jspecify.annotations.NullMarked;
