package dev.tlsmith.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a request may take from its first byte to its last: time, and bytes as they come over the
 * wire. Headers, chunk sizes, chunk extensions and trailers count, since each costs work even where
 * it brings no byte of a body. Made of two handlers, before and behind the codec: only bytes tell
 * when a request begins, only messages when it ends. Both run on the connection's own event loop.
 */
final class RequestBounds {

  /** Of a request that has more bytes than it may; what comes after is dropped. */
  enum Event {
    TOO_LARGE
  }

  private final Duration deadline;
  private final long maxBytes;
  private @Nullable Future<?> running;
  private long bytes;

  /**
   * The bounds of one connection.
   *
   * @param deadline after which the connection is closed
   * @param maxBytes more than this are {@link Event#TOO_LARGE}
   */
  RequestBounds(Duration deadline, long maxBytes) {
    this.deadline = deadline;
    this.maxBytes = maxBytes;
  }

  ChannelHandler atBytes() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext context, Object read) {
        begin(context);
        boolean before = bytes > maxBytes;
        bytes += read instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        if (bytes <= maxBytes) {
          context.fireChannelRead(read);
          return;
        }
        ReferenceCountUtil.release(read);
        if (!before) {
          context.fireUserEventTriggered(Event.TOO_LARGE);
        }
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
              .schedule(() -> close(context), deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private void end() {
    bytes = 0;
    if (running != null) {
      running.cancel(false);
      running = null;
    }
  }
}
