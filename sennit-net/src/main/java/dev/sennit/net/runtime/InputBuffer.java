package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// What has arrived and is not yet a message. An idle connection holds no memory here.
@OnEventLoop
final class InputBuffer {
  private static final int TRIM_BYTES = 4096;

  private @Nullable ByteBuf bytes;

  /// Takes the buffer over, behind what is left of earlier ones.
  void add(ByteBuf more, ByteBufAllocator allocator) {
    ByteBuf left = bytes;
    if (left == null) {
      bytes = more;
      return;
    }
    try {
      int needed = left.readableBytes() + more.readableBytes();
      if (left.maxFastWritableBytes() < more.readableBytes()) {
        ByteBuf larger = allocator.buffer(needed + needed / 2);
        larger.writeBytes(left);
        left.release();
        left = larger;
        bytes = larger;
      }
      left.writeBytes(more);
    } finally {
      more.release();
    }
  }

  /// The next whole message, or null.
  <M> @Nullable M read(WireReader<? extends M> reader) {
    if (bytes == null) {
      return null;
    }
    M message = reader.read(bytes);
    if (!bytes.isReadable()) {
      discard();
    }
    return message;
  }

  /// The message that the end of the input has made whole, or null.
  <M> @Nullable M readLast(WireReader<? extends M> reader) {
    if (bytes == null) {
      return null;
    }
    try {
      return reader.readLast(bytes);
    } finally {
      discard();
    }
  }

  /// Moves a small rest out of a large buffer, since it may lie there for long.
  void trim(ByteBufAllocator allocator) {
    ByteBuf left = bytes;
    if (left != null && left.capacity() > TRIM_BYTES && left.readableBytes() < TRIM_BYTES / 2) {
      bytes = allocator.buffer(left.readableBytes()).writeBytes(left);
      left.release();
    }
  }

  /// The memory that is taken.
  int size() {
    return bytes == null ? 0 : bytes.capacity();
  }

  /// Bytes that are not read yet.
  int readable() {
    return bytes == null ? 0 : bytes.readableBytes();
  }

  /// All that is left, or null; the caller owns it.
  @Nullable ByteBuf takeAll() {
    ByteBuf all = bytes;
    bytes = null;
    return all;
  }

  void discard() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }
}
