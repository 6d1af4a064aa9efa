package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;

/// Takes each socket that Netty has accepted out of its channel, before anything is read from it,
/// and into one that carries descriptors.
@OnEventLoop
final class Adoption extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    if (!(message instanceof EpollDomainSocketChannel accepted)) {
      context.fireChannelRead(message);
      return;
    }
    Channel adopted;
    try {
      int copy = SystemCalls.duplicate(accepted.fd().intValue());
      adopted = new DescriptorChannel(context.channel(), copy);
    } finally {
      accepted.unsafe().closeForcibly();
    }
    context.fireChannelRead(adopted);
  }
}
