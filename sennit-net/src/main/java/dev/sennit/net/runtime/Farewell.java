package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// Ends a connection so that its last reply arrives.
///
/// Closing a socket in which unread bytes lie makes the kernel send a reset, and a reset can
/// destroy a reply that the peer has not read. So the last bytes are followed by the end of the
/// output only; what the peer still sends is read and thrown away until it closes too, or has had
/// [ConnectionTimer#LINGER_NANOS] to do so.
@OnEventLoop
final class Farewell {
  private Farewell() {}

  static void say(
      ChannelHandlerContext context,
      @Nullable ByteBuf lastBytes,
      boolean peerHasEnded,
      ConnectionTimer timer,
      long now) {
    Channel channel = context.channel();
    boolean inTheClear = context.pipeline().get(SslHandler.class) == null;
    ByteBuf last = lastBytes == null ? Unpooled.EMPTY_BUFFER : lastBytes;
    if (peerHasEnded || !inTheClear || !(channel instanceof DuplexChannel duplex)) {
      context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    timer.linger(now);
    channel.config().setAutoRead(true);
    context.writeAndFlush(last).addListener(_ -> duplex.shutdownOutput());
  }
}
