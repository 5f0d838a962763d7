/**
 * What a connection may take: how many there are, in all and of one address, how long a request may
 * be in coming and an answer in going, how many bytes a request has on the wire, and what counts as
 * one.
 *
 * <p>Only what the server's own settings (idle time, sizes of headers and bodies) leave open lives
 * here; nothing here knows a spec. The idle time begins again with every byte that comes, so a
 * client that sends one now and then would hold its connection for ever: the deadline of a request
 * runs through, and so does that of an answer, which is the idle time as well.
 */
@NullMarked
package dev.tlsmith.listener;

import org.jspecify.annotations.NullMarked;
