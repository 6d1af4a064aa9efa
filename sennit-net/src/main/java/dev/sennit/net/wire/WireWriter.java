package dev.sennit.net.wire;

import dev.sennit.net.ProtocolException;
import io.netty.buffer.ByteBuf;

/// Puts messages into bytes.
///
/// @param <M> the messages
public interface WireWriter<M> {

  /// Appends one whole message, or nothing at all.
  ///
  /// @throws ProtocolException if the wire cannot carry the message; nothing is appended
  void write(M message, ByteBuf out);
}
