package dev.tlsmith.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time in which what is written has to be fetched; a connection whose client does not read is
 * closed, whatever it sends meanwhile, and however many requests are still to be answered on it.
 */
final class AnswerDeadline extends WriteTimeoutHandler {

  AnswerDeadline(Duration length) {
    super(length.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void writeTimedOut(ChannelHandlerContext context) {
    context.close();
  }
}
