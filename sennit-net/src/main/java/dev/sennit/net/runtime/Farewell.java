package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
/// [ConnectionTimer#LINGER_NANOS] to do so. That time begins when the last bytes are taken, for
/// which a slow peer has [ConnectionTimer#LAST_BYTES_NANOS].
@OnEventLoop
final class Farewell {
  private Farewell() {}

  /// @param atOnce not to wait for the peer's end: it has ended, or is owed nothing

  static void say(
      ChannelHandlerContext context,
      @Nullable ByteBuf lastBytes,
      boolean atOnce,
      ConnectionTimer timer,
      long now) {
    Channel channel = context.channel();
    ByteBuf last = lastBytes == null ? Unpooled.EMPTY_BUFFER : lastBytes;
    timer.linger(now, ConnectionTimer.LAST_BYTES_NANOS);
    if (atOnce || !(channel instanceof DuplexChannel duplex)) {
      context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    channel.config().setAutoRead(true);
    SslHandler tls = context.pipeline().get(SslHandler.class);
    ChannelFuture written = context.writeAndFlush(last);
    if (tls == null) {
      written.addListener(_ -> endOutput(duplex, timer));
    } else {
      written.addListener(_ ->
          tls.closeOutbound()
              .addListener(_ -> {
                if (channel.isActive()) {
                  channel.pipeline().remove(tls); // what still comes need not be decrypted
                }
                endOutput(duplex, timer);
              }));
    }
  }

  private static void endOutput(DuplexChannel channel, ConnectionTimer timer) {
    channel.shutdownOutput();
    timer.linger(Clock.now(), ConnectionTimer.LINGER_NANOS);
  }
}
