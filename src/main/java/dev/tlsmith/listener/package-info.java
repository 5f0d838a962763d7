/**
 * What a connection may take: how many there are, how long a request may be in coming, and what
 * counts as one.
 *
 * <p>Only what the server's own settings (idle time, sizes of headers and bodies) leave open lives
 * here; nothing here knows a spec. The idle time begins again with every byte that comes, so a
 * client that sends one now and then would hold its connection for ever; the deadline of a request
 * runs through. An answer is written as one, so the idle time bounds the fetching of it.
 */
@NullMarked
package dev.tlsmith.listener;

import org.jspecify.annotations.NullMarked;
