package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/// Changes who reads a connection, in the middle of what arrives.
@OnEventLoop
final class Splice {
  private Splice() {}

  /// Puts a handler in front of another and gives it what has arrived and is not read.
  ///
  /// @param unread is taken over
  /// @param begins whether the connection begins for the handler
  static void before(
      ChannelHandlerContext context,
      ChannelHandler handler,
      @Nullable ByteBuf unread,
      boolean begins) {
    ChannelInboundHandlerAdapter gate = new ChannelInboundHandlerAdapter();
    ChannelPipeline pipeline = context.pipeline();
    pipeline.addBefore(context.name(), null, gate);
    ChannelHandlerContext before = pipeline.context(gate);
    pipeline.addBefore(context.name(), null, handler);
    if (begins) {
      before.fireChannelActive();
    }
    if (unread != null) {
      before.fireChannelRead(unread);
      before.fireChannelReadComplete();
    }
    pipeline.remove(gate);
  }
}
