package dev.tlsmith.listener;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server's ends of the connections, for those who want to know when one is closed. */
@Singleton
@Requires(property = "tlsmith.test.accepted-channels")
class AcceptedChannels implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  private final List<Channel> channels = new CopyOnWriteArrayList<>();

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new OfServer());
    return registry;
  }

  /** That of the connection which was accepted last. */
  Channel latest() {
    return channels.getLast();
  }

  long open() {
    return channels.stream().filter(Channel::isOpen).count();
  }

  private final class OfServer implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      if (role == ChannelRole.CONNECTION) {
        channels.add(channel);
      }
      return this;
    }
  }
}
