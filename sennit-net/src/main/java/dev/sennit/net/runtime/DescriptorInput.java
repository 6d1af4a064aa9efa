package dev.sennit.net.runtime;

import dev.sennit.net.Descriptor;
import dev.sennit.net.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// How a [DescriptorChannel] reads: bytes, and before them what came beside them, to its pipeline.
@OnEventLoop
final class DescriptorInput {
  private final DescriptorChannel channel;
  private final Socket socket;
  private final Interest interest;
  private boolean wanted; // once, by whoever reads without being told to go on
  private boolean queued;

  DescriptorInput(DescriptorChannel channel, Socket socket, Interest interest) {
    this.channel = channel;
    this.socket = socket;
    this.interest = interest;
  }

  /// Somebody wants input.
  void begin() {
    wanted = true;
    if (!socket.isInputShutdown()) {
      interest.add(EpollIoOps.EPOLLIN);
    }
  }

  /// Nobody wants more input than asked for. On any thread.
  void stop() {
    if (!channel.isRegistered() || channel.eventLoop().inEventLoop()) {
      interest.remove(EpollIoOps.EPOLLIN);
      return;
    }
    channel.eventLoop().execute(this::stopUnlessWanted);
  }

  private boolean stopUnlessWanted() {
    boolean stops = !channel.config().isAutoRead() && !wanted;
    if (stops) {
      interest.remove(EpollIoOps.EPOLLIN);
    }
    return stops;
  }

  /// There may be something to read.
  void ready() {
    if (!channel.isActive() || socket.isInputShutdown() || !interest.contains(EpollIoOps.EPOLLIN)) {
      return;
    }
    ExtendedHandle handle = (ExtendedHandle) channel.unsafe().recvBufAllocHandle();
    handle.reset(channel.config());
    wanted = false;
    int count;
    boolean read = false;
    try {
      do {
        count = read(handle);
        read |= count > 0;
      } while (count > 0 && channel.config().isAutoRead() && handle.continueReading());
    } catch (IOException e) {
      finish(handle, read);
      channel.pipeline().fireExceptionCaught(e);
      channel.unsafe().close(channel.voidPromise());
      return;
    }
    finish(handle, read);
    if (count == 0) {
      end();
    } else if (!stopUnlessWanted() && count > 0) {
      readLater(); // there may be more, of which no edge will tell
    }
  }

  private void finish(ExtendedHandle handle, boolean read) {
    if (read) {
      handle.readComplete();
      channel.pipeline().fireChannelReadComplete();
    }
  }

  /// @return how many bytes, 0 at the end, or [SystemCalls#WOULD_BLOCK]
  private int read(ExtendedHandle handle) throws IOException {
    ByteBuf bytes = channel.alloc().directBuffer(handle.guess());
    List<Descriptor> arrived = new ArrayList<>(0);
    int count = 0;
    try {
      ByteBuffer room = bytes.internalNioBuffer(bytes.writerIndex(), bytes.writableBytes());
      handle.attemptedBytesRead(room.remaining());
      count =
          SystemCalls.receive(
              socket.intValue(),
              MemorySegment.ofBuffer(room),
              number -> arrived.add(Descriptor.of(number)));
      handle.lastBytesRead(count);
    } finally {
      if (!arrived.isEmpty()) {
        channel.pipeline().fireUserEventTriggered(new DescriptorChannel.Arrived(arrived));
      }
      if (count <= 0) {
        bytes.release();
      }
    }
    if (count > 0) {
      handle.incMessagesRead(1);
      channel.pipeline().fireChannelRead(bytes.writerIndex(bytes.writerIndex() + count));
    }
    return count;
  }

  private void readLater() {
    if (!queued) {
      queued = true;
      channel
          .eventLoop()
          .execute(() -> {
            queued = false;
            ready();
          });
    }
  }

  /// The peer has ended its output.
  private void end() {
    if (!channel.config().isAllowHalfClosure()) {
      channel.unsafe().close(channel.voidPromise());
      return;
    }
    stop();
    try {
      socket.shutdown(true, false);
    } catch (IOException e) {
      // the peer is gone altogether, as the next write will say
    }
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }
}
