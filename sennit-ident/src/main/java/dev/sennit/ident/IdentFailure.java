package dev.sennit.ident;

/// Why an ident server gave no answer. To a program that only wants a name all are one:
/// `UNKNOWN-ERROR`.
public enum IdentFailure {
  /// The machine is there, and has no ident server.
  REFUSED,
  /// No way leads to the machine.
  UNREACHABLE,
  /// The connection or the reply took too long.
  TIMEOUT,
  /// The address that the connection asked about has on this machine cannot be called from.
  BIND_FAILED,
  /// This machine cannot make another connection: it has no descriptor left, for example.
  NO_RESOURCES,
  /// The server closed the connection before a whole reply.
  CLOSED,
  /// The connection was reset before a whole reply.
  RESET,
  /// The server sent what is no reply.
  PROTOCOL_FAULT,
  /// The server replied to another query.
  PORT_MISMATCH,
  /// The client has as many queries without an outcome as it may have.
  TOO_MANY,
  /// The client was closed.
  CANCELLED
}
