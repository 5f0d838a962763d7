/**
 * The operator's certificate authority, which signs in the name of the service.
 *
 * <p>Its key is read at the start and never leaves this process; whatever is wrong with it stops
 * the start.
 */
@NullMarked
package dev.tlsmith.authority;

import org.jspecify.annotations.NullMarked;
