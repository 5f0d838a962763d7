package dev.tlsmith.listener;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.problem.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The requests and answers of one connection, in turn.
 *
 * <p>What is not HTTP/1.1 is refused before anybody works on it, and the connection ends: after a
 * request whose end is in doubt, nothing that follows can be trusted to be another one. A body that
 * breaks off in a malformed chunk would otherwise count as complete.
 *
 * <p>A connection on which a request is worked on is not idle, however long that takes.
 */
final class HttpConversation extends ChannelDuplexHandler {

  /** How long one who was refused may take to end their side. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final ObjectMapper mapper;
  private final HttpRequestRules rules;
  private final OpenConnection connection;
  private int unanswered;
  private boolean receiving;
  private boolean answering;
  private boolean refused;

  HttpConversation(ObjectMapper mapper, HttpRequestRules rules, OpenConnection connection) {
    this.mapper = mapper;
    this.rules = rules;
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message)
      throws JsonProcessingException {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest) {
      unanswered++;
    }
    Optional<Problem> problem =
        message instanceof HttpObject part ? rules.check(part) : Optional.empty();
    if (problem.isEmpty()) {
      receiving = !endsRequest(message);
      connection.setAtWork(isAtWork());
      context.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
      refuse(context, problem.get());
    }
  }

  /** A request without a body is worked on from its head on. */
  private static boolean endsRequest(Object message) {
    return message instanceof LastHttpContent
        || message instanceof HttpRequest request
            && !HttpUtil.isTransferEncodingChunked(request)
            && HttpUtil.getContentLength(request, 0L) == 0;
  }

  /** Where an earlier request waits for its answer, it would take ours for that. */
  private void refuse(ChannelHandlerContext context, Problem problem)
      throws JsonProcessingException {
    refused = true;
    if (unanswered == 1 && !answering) {
      context
          .writeAndFlush(answer(problem))
          .addListener(written -> end(context, written.isSuccess()));
    } else {
      context.close();
    }
  }

  /**
   * To close a connection on which bytes are still coming resets it, and the answer may be lost
   * with it. So our side ends first, and the rest is read and dropped for a while (RFC 9112 §9.6).
   */
  private static void end(ChannelHandlerContext context, boolean written) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (!written || !(context.channel() instanceof DuplexChannel channel)) {
      close(context);
    } else if (tls == null) {
      endOutput(context, channel);
    } else {
      tls.closeOutbound().addListener(ended -> endOutput(context, channel)); // close_notify first
    }
  }

  private static void endOutput(ChannelHandlerContext context, DuplexChannel channel) {
    channel.shutdownOutput();
    context.executor().schedule(() -> close(context), LINGER.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void close(ChannelHandlerContext context) {
    context.close();
  }

  private boolean isAtWork() {
    return unanswered > 0 && !receiving && !answering;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event)
      throws JsonProcessingException {
    switch (event) {
      case RequestBounds.Event tooLarge -> {
        if (!refused) {
          refuse(context, rules.tooLarge());
        }
      }
      case IdleStateEvent idle when isAtWork() -> {}
      default -> context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (refused) {
      ReferenceCountUtil.release(message);
      if (!promise.isVoid()) {
        promise.tryFailure(new ClosedChannelException());
      }
      return;
    }
    if (message instanceof HttpResponse response) {
      answering = response.status().code() != HttpResponseStatus.CONTINUE.code();
    }
    if (answering && message instanceof LastHttpContent) {
      answering = false;
      unanswered--;
      connection.setAtWork(isAtWork());
    }
    context.write(message, promise);
  }

  private FullHttpResponse answer(Problem problem) throws JsonProcessingException {
    ByteBuf body = Unpooled.wrappedBuffer(mapper.writeValueAsBytes(problem));
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(problem.status()), body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(HttpHeaderNames.CONNECTION, "close");
    return response;
  }
}
