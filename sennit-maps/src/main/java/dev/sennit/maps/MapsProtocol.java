package dev.sennit.maps;

/// Which of Postfix's two wires.
public enum MapsProtocol {
  /// Lines: `get key`. One map per port.
  TCP_TABLE,
  /// Netstrings: `7:map key,`. Many maps per port, each with a name.
  SOCKETMAP,
  /// Both on one port, for servers: each client is answered in the protocol of its first byte.
  DETECT
}
