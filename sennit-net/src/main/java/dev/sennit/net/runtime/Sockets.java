package dev.sennit.net.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;

/// The options of every TCP connection.
final class Sockets {
  private Sockets() {}

  /// No delay, since every write is a whole batch; keep-alive, so that a peer that vanished is
  /// noticed without an idle limit.
  static void prepare(Channel channel) {
    if (channel instanceof SocketChannel) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }
  }
}
