package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/// What is to be sent, from messages to the kernel. Messages are gathered until there are many
/// bytes or nothing more to say; an idle connection holds no memory here.
@OnEventLoop
final class OutputBuffer {
  private static final int FIRST_BYTES = 512;

  private final ChannelHandlerContext context;
  private final int writeBytes;
  private @Nullable ByteBuf gathered;

  /// @param writeBytes so many gathered bytes are sent before more are gathered
  OutputBuffer(ChannelHandlerContext context, int writeBytes) {
    this.context = context;
    this.writeBytes = writeBytes;
  }

  /// Adds a message, or throws what the writer throws, and then adds nothing.
  <M> void write(WireWriter<? super M> writer, M message) {
    ByteBuf bytes = gathered;
    if (bytes == null) {
      bytes = context.alloc().buffer(FIRST_BYTES);
      gathered = bytes;
    }
    writer.write(message, bytes);
  }

  /// Sends what is gathered.
  void flush() {
    ByteBuf bytes = takeAll();
    if (bytes != null) {
      context.writeAndFlush(bytes, context.voidPromise());
    }
  }

  /// Sends what is gathered if that is much.
  void flushIfMuch() {
    if (gathered != null && gathered.readableBytes() >= writeBytes) {
      flush();
    }
  }

  /// All that is gathered, or null; the caller owns it.
  @Nullable ByteBuf takeAll() {
    ByteBuf all = gathered;
    gathered = null;
    return all;
  }

  void discard() {
    ByteBuf bytes = takeAll();
    if (bytes != null) {
      bytes.release();
    }
  }

  /// Whether what was sent is so little that more may follow.
  boolean isWritable() {
    return context.channel().isWritable();
  }

  /// Bytes that the peer does not take; those that the kernel is about to take are none.
  int untaken() {
    return isWritable() ? 0 : (int) Math.min(1 << 30, context.channel().bytesBeforeWritable());
  }

  /// Bytes that are sent and that the kernel has not taken, to the last one.
  long untakenExactly() {
    ChannelOutboundBuffer sent = context.channel().unsafe().outboundBuffer();
    return sent == null ? 0 : sent.totalPendingWriteBytes() - sent.currentProgress();
  }
}
