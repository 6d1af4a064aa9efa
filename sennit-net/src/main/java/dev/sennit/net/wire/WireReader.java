package dev.sennit.net.wire;

import dev.sennit.net.ProtocolException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Finds messages in bytes. Belongs to one connection and may remember how far it has looked.
///
/// @param <M> the messages
public interface WireReader<M> {

  /// Takes one whole message from the buffer, or nothing at all.
  ///
  /// @param in bytes that have arrived; between two calls they may be moved to another buffer, and
  ///   more follow them
  /// @return the message, or null if more bytes are needed; then nothing is consumed, except what
  ///   the reader discards
  /// @throws ProtocolException if no message can come from these bytes any more; the connection
  ///   cannot go on
  @Nullable M read(ByteBuf in);

  /// Takes a message that only the end of the input makes whole. Asked once, when [#read] has found
  /// nothing more and nothing will follow; most protocols have no such message.
  ///
  /// @param in what is left, one byte or more
  /// @return the message, or null if these bytes are none
  default @Nullable M readLast(ByteBuf in) {
    return null;
  }
}
