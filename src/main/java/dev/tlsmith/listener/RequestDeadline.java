package dev.tlsmith.listener;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that a request has from its first byte to its last; a connection that takes longer is
 * closed. Made of two handlers, before and behind the codec: only bytes tell when a request begins,
 * only messages when it ends. Both run on the connection's own event loop.
 */
final class RequestDeadline {

  private final Duration length;
  private @Nullable Future<?> running;

  RequestDeadline(Duration length) {
    this.length = length;
  }

  ChannelHandler atBytes() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object bytes) {
        begin(context);
        context.fireChannelRead(bytes);
      }

      @Override
      public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
      }
    };
  }

  ChannelHandler atMessages() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
          end();
        }
        context.fireChannelRead(message);
      }
    };
  }

  private void begin(ChannelHandlerContext context) {
    if (running == null) {
      running =
          context
              .executor()
              .schedule(() -> close(context), length.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private void end() {
    if (running != null) {
      running.cancel(false);
      running = null;
    }
  }
}
