package dev.tlsmith.listener;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsmith.access.caller.ClientAddress;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Puts the guards of this package into every connection of HTTP/1.1. */
@Singleton
final class ConnectionGuards implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  /** What a request may have besides its body: request line, headers, and the framing of chunks. */
  private static final long MOST_BYTES_BESIDES_BODY = 64 * 1024;

  private final ConnectionSettings settings;
  private final TrustedProxies proxies;
  private final HttpServerConfiguration server;
  private final ObjectMapper mapper;

  ConnectionGuards(
      ConnectionSettings settings, HttpServerConfiguration server, ObjectMapper mapper) {
    this.settings = settings;
    this.proxies = new TrustedProxies(requireNonNullElse(settings.proxies(), List.of()));
    this.server = server;
    this.mapper = mapper;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new OfServer());
    return registry;
  }

  private final class OfServer implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return new OfListener();
    }
  }

  /** One port: a flood on it leaves the connections of another, such as that of /health, alone. */
  private final class OfListener implements NettyServerCustomizer {

    private final OpenConnections places =
        new OpenConnections(settings.max(), settings.maxPerAddress());

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      OpenConnection connection =
          new OpenConnection(
              channel,
              ClientAddress.of(channel.remoteAddress()),
              proxies.contains(channel.remoteAddress()));
      if (places.admit(connection)) {
        channel.closeFuture().addListener(closed -> places.remove(connection));
      } else {
        channel.close();
      }
      return new OfConnection(connection);
    }
  }

  private final class OfConnection implements NettyServerCustomizer {

    private static final String CODEC = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;

    private final OpenConnection connection;

    OfConnection(OpenConnection connection) {
      this.connection = connection;
    }

    @Override
    public void onInitialPipelineBuilt() {
      ChannelPipeline pipeline = connection.channel().pipeline();
      if (pipeline.get(CODEC) == null) {
        return;
      }
      long maxBytes = server.getMaxRequestSize();
      RequestBounds bounds =
          new RequestBounds(settings.requestDeadline(), maxBytes + MOST_BYTES_BESIDES_BODY);
      pipeline.addBefore(CODEC, "request-begins", bounds.atBytes());
      Duration idle = server.getIdleTimeout();
      if (idle.isPositive()) {
        pipeline.addBefore(CODEC, "answer-deadline", new AnswerDeadline(idle));
      }
      pipeline.addAfter(
          CODEC,
          "http-conversation",
          new HttpConversation(mapper, new HttpRequestRules(maxBytes), connection));
      pipeline.addAfter(CODEC, "request-ends", bounds.atMessages());
    }
  }
}
