package dev.tlsmith.listener;

import dev.tlsmith.access.caller.ClientAddress;
import io.netty.channel.Channel;

/**
 * A connection that has a place. It waits for its client from the beginning, and again once an
 * answer is written: bytes that come in drips do not change that, a whole request does.
 */
final class OpenConnection {

  private final Channel channel;
  private final ClientAddress client;
  private final boolean proxy;
  private volatile long waitingSince = System.nanoTime();
  private volatile boolean atWork;

  OpenConnection(Channel channel, ClientAddress client, boolean proxy) {
    this.channel = channel;
    this.client = client;
    this.proxy = proxy;
  }

  Channel channel() {
    return channel;
  }

  ClientAddress client() {
    return client;
  }

  /** Whether it may be that of many clients. */
  boolean ofProxy() {
    return proxy;
  }

  /** Whether a request is here that the client waits for the answer of. */
  boolean isAtWork() {
    return atWork;
  }

  /** Since when its client has been waited for, as {@link System#nanoTime()} has it. */
  long waitingSince() {
    return waitingSince;
  }

  void setAtWork(boolean working) {
    if (atWork && !working) {
      waitingSince = System.nanoTime();
    }
    atWork = working;
  }
}
