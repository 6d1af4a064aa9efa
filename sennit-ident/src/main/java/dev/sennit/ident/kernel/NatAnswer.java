package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;

/// What the connection tracking knows of a connection.
public sealed interface NatAnswer {

  /// Its addresses are translated here.
  ///
  /// @param connection as the host sees it that really has this end: its own address and port
  ///   first. That host may be this one. Ask it with the ports of `connection.query()`
  record Translated(IdentConnection connection) implements NatAnswer {}

  /// It is not known, or its addresses are what they seem.
  record Untranslated() implements NatAnswer {}

  /// The connection tracking could not be asked.
  ///
  /// @param problem what went wrong, for a log
  record Failed(String problem) implements NatAnswer {}
}
