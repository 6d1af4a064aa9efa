package dev.sennit.net.runtime;

import dev.sennit.net.Descriptor;
import dev.sennit.net.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// How a [DescriptorChannel] writes: the bytes, and the descriptors that wait for the next of them.
@OnEventLoop
final class DescriptorOutput {
  private final Socket socket;
  private final Interest interest;
  private final Queue<Descriptor> waiting = new ConcurrentLinkedQueue<>();

  DescriptorOutput(Socket socket, Interest interest) {
    this.socket = socket;
    this.interest = interest;
  }

  /// Sends a descriptor with the next byte that is written, and closes it here behind that. On any
  /// thread.
  void send(Descriptor descriptor) {
    waiting.add(descriptor);
    if (!socket.isOpen()) {
      closeWaiting();
    }
  }

  /// How many descriptors wait. On any thread.
  int waiting() {
    return waiting.size();
  }

  /// Closes what will not be sent. On any thread.
  void closeWaiting() {
    for (Descriptor each = waiting.poll(); each != null; each = waiting.poll()) {
      each.close();
    }
  }

  /// Writes as much as is taken; if that is not all, epoll will tell when to go on.
  ///
  /// @param most how many pieces at once, since others may have something to do too
  /// @return false if there were more pieces
  boolean write(ChannelOutboundBuffer out, int most) throws IOException {
    for (int left = most; left > 0 && !out.isEmpty(); left--) {
      ByteBuf first = (ByteBuf) out.current();
      if (!first.isReadable()) {
        out.remove();
        continue;
      }
      int written = write(bytes(first));
      out.removeBytes(Math.max(written, 0));
      if (written < 0) {
        interest.add(EpollIoOps.EPOLLOUT);
        return true;
      }
    }
    if (!out.isEmpty()) {
      return false;
    }
    interest.remove(EpollIoOps.EPOLLOUT);
    return true;
  }

  private static ByteBuffer bytes(ByteBuf piece) {
    return piece.nioBufferCount() == 1
        ? piece.internalNioBuffer(piece.readerIndex(), piece.readableBytes())
        : piece.nioBuffers()[0];
  }

  /// Writes as much as is taken at once, or a single byte where a descriptor goes with it.
  private int write(ByteBuffer bytes) throws IOException {
    Descriptor beside = waiting.peek();
    if (beside == null) {
      int written = socket.send(bytes, bytes.position(), bytes.limit());
      return written == 0 ? SystemCalls.WOULD_BLOCK : written;
    }
    MemorySegment oneByte = MemorySegment.ofBuffer(bytes).asSlice(0, 1);
    int written = SystemCalls.send(socket.intValue(), oneByte, beside.number());
    if (written > 0) {
      waiting.remove();
      beside.close();
    }
    return written;
  }
}
