package dev.sennit.net;

import org.jspecify.annotations.Nullable;

/// The connection could not be made, or ended before the answer came. Whether the peer acted on the
/// request is unknown.
public non-sealed class ConnectionLostException extends SennitException {

  /// @param message which peer, and what happened
  public ConnectionLostException(String message) {
    super(message, null);
  }

  /// @param message which peer, and what happened
  /// @param cause the error of the socket, if there is one
  public ConnectionLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
