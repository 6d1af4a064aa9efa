package dev.sennit.net;

import org.jspecify.annotations.Nullable;

/// Hears what happens on the connections of a server or client: for metrics and traces. Every
/// method runs on an event loop, must not block, and should take no longer than counting does.
public interface ConnectionListener {
  /// Hears nothing.
  ConnectionListener NONE = new ConnectionListener() {};

  /// A connection is ready to talk.
  default void opened(Peer peer) {}

  /// A message reached the handler's queue.
  default void requestBegun(Peer peer) {}

  /// The handler's answer, or its failure, is back; exactly once for each `requestBegun`.
  ///
  /// @param nanos from the message's arrival, 0 or more
  /// @param failure what the handler threw, or a [RequestTimeoutException], or a
  ///   [ConnectionLostException] if the connection ended first; null if it answered
  default void requestEnded(Peer peer, long nanos, @Nullable Throwable failure) {}

  /// The peer sent what the protocol does not allow.
  default void fault(Peer peer, ProtocolException fault) {}

  /// A connection was turned away at a limit, or since the server is closing, before anything was
  /// read.
  default void refused(Peer peer) {}

  /// A connection is gone; exactly once for each `opened`.
  default void closed(Peer peer, CloseReason reason) {}
}
