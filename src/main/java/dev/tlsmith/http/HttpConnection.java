package dev.tlsmith.http;

import dev.tlsmith.capacity.Client;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;

/** The connection on which a request came. A client that ends its half of it is gone. */
final class HttpConnection implements Client.Connection {

  private final Channel channel;

  private HttpConnection(Channel channel) {
    this.channel = channel;
  }

  /**
   * That of a request.
   *
   * @throws IllegalArgumentException if it came from no connection
   */
  static HttpConnection of(HttpRequest<?> request) {
    return switch (request) {
      case NettyHttpRequest<?> netty ->
          new HttpConnection(netty.getChannelHandlerContext().channel());
      case HttpRequestWrapper<?> wrapper -> of(wrapper.getDelegate());
      default -> throw new IllegalArgumentException("a request without a connection");
    };
  }

  @Override
  public Runnable whenClosed(Runnable action) {
    ChannelFutureListener listener = closed -> action.run();
    ChannelFuture closed = channel.closeFuture();
    closed.addListener(listener);
    return () -> closed.removeListener(listener);
  }
}
