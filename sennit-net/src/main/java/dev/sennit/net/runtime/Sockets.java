package dev.sennit.net.runtime;

import dev.sennit.net.Limits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;

/// The options of every connection.
final class Sockets {
  /// How many connections are taken on before others are looked after.
  private static final int ACCEPTS = 64;

  private Sockets() {}

  /// When a connection counts as unwritable, and when as writable again.
  static WriteBufferWaterMark writeMarks(Limits limits) {
    return new WriteBufferWaterMark(limits.writeBytes() / 2, limits.writeBytes());
  }

  /// Takes a burst of connections off the kernel's queue at once. By default Netty takes one each
  /// time that it has looked after all others, so that a flood of a few hundred keeps a newcomer
  /// waiting.
  ///
  /// @param listening not an inherited one: those may block where no more connections wait
  static ServerChannel prepared(ServerChannel listening) {
    if (listening.config().getRecvByteBufAllocator()
        instanceof DefaultMaxMessagesRecvByteBufAllocator accepts) {
      accepts.respectMaybeMoreData(false).maxMessagesPerRead(ACCEPTS);
    }
    return listening;
  }

  /// A peer's half-close does not end the connection, except on UNIX sockets of NIO, which do not
  /// have the option. For TCP: no delay, since every write is a whole batch; keep-alive, so that a
  /// peer that vanished is noticed without an idle limit.
  ///
  /// One piece is read at a time: who floods gets no more of a loop than others.
  static void prepare(Channel channel) {
    if (channel.config().getRecvByteBufAllocator()
        instanceof MaxMessagesRecvByteBufAllocator pieces) {
      pieces.maxMessagesPerRead(1);
    }
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (channel instanceof SocketChannel) {
      channel.config().setOption(ChannelOption.TCP_NODELAY, true);
      channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    }
  }
}
