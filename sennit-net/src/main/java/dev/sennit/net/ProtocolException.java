package dev.sennit.net;

import org.jspecify.annotations.Nullable;

/// Bytes, or the order of messages, that the protocol does not allow.
///
/// Thrown by readers for what came off the wire, and by message constructors for what must not go
/// onto it.
public non-sealed class ProtocolException extends SennitException {

  /// @param message what was found and what was expected
  public ProtocolException(String message) {
    super(message, null);
  }

  /// @param message what was found and what was expected
  /// @param cause the lower error, if there is one
  public ProtocolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
