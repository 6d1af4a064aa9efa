package dev.sennit.net;

/// Why a connection ends.
public enum CloseReason {
  /// All was said.
  DONE,
  /// The peer closed first.
  PEER_CLOSED,
  /// The peer broke the protocol in a way that cannot be mended.
  PROTOCOL_FAULT,
  /// Nothing whole came for too long, or the connection was too old.
  IDLE,
  /// The answer to a request did not come in time, so the answers that follow could be mistaken for
  /// it.
  REQUEST_TIMEOUT,
  /// A limit was reached, and this connection had to go.
  LIMIT,
  /// This side is being closed.
  STOPPED,
  /// The network failed.
  LOST,
  /// This program failed; the log says how.
  FAILED
}
