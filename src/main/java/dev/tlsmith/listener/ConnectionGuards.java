package dev.tlsmith.listener;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the guards of this package into every connection of HTTP/1.1. */
@Singleton
final class ConnectionGuards implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  private final ConnectionSettings settings;
  private final ObjectMapper mapper;

  ConnectionGuards(ConnectionSettings settings, ObjectMapper mapper) {
    this.settings = settings;
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

    private final AtomicInteger open = new AtomicInteger();

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      if (open.incrementAndGet() > settings.most()) {
        channel.close();
      }
      channel.closeFuture().addListener(closed -> open.decrementAndGet());
      return new OfConnection(channel.pipeline());
    }
  }

  private final class OfConnection implements NettyServerCustomizer {

    private static final String CODEC = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;

    private final ChannelPipeline pipeline;

    OfConnection(ChannelPipeline pipeline) {
      this.pipeline = pipeline;
    }

    @Override
    public void onInitialPipelineBuilt() {
      if (pipeline.get(CODEC) == null) {
        return;
      }
      RequestDeadline deadline = new RequestDeadline(settings.requestDeadline());
      pipeline.addBefore(CODEC, "request-begins", deadline.atBytes());
      pipeline.addAfter(CODEC, "http-conversation", new HttpConversation(mapper));
      pipeline.addAfter(CODEC, "request-ends", deadline.atMessages());
    }
  }
}
