package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;

/// Takes boxes for the peer. Safe for many threads.
///
/// Source: `IBoxSender` in Twisted's `twisted/protocols/amp.py`.
public interface AmpBoxSender {

  /// Sends a box behind all that were sent before.
  ///
  /// @throws ConnectionLostException if the connection is closed
  void send(AmpBox box);

  /// Something failed that nobody handles: logs it, and ends the connection when all that was sent
  /// is written. On a closed connection it only logs.
  void unhandled(Throwable failure);

  /// Ends the connection when all that was sent is written.
  void close();
}
