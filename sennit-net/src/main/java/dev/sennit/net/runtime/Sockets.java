package dev.sennit.net.runtime;

import dev.sennit.net.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;

/// The options of every connection.
final class Sockets {
  private Sockets() {}

  /// When a connection counts as unwritable, and when as writable again.
  static WriteBufferWaterMark writeMarks(Limits limits) {
    return new WriteBufferWaterMark(limits.writeBytes() / 2, limits.writeBytes());
  }

  /// A peer's half-close does not end the connection, except on UNIX sockets of NIO, which do not
  /// have the option. For TCP: no delay, since every write is a whole batch; keep-alive, so that a
  /// peer that vanished is noticed without an idle limit.
  static void prepare(Channel channel) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (channel instanceof SocketChannel) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }
  }
}
