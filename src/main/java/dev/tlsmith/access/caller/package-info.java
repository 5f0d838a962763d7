/**
 * Who calls: API tokens, OIDC bearer tokens, client certificates, the address, and how often each
 * may ask.
 *
 * <p>A caller is known by what it shows, never by what it says of itself; no token is kept, only
 * digests are compared.
 */
@NullMarked
package dev.tlsmith.access.caller;

import org.jspecify.annotations.NullMarked;
