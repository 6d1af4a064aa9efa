package dev.sennit.maps.wire;

/// How a tcp_table server reads and replies where the protocol leaves room.
public enum TcpTableStyle {
  /// What Postfix wants best: keys are decoded, an over-long line costs one reply, values are never
  /// cut nor empty.
  POSTFIX,
  /// What Twisted's `PostfixTCPMapServer` says to each input, byte for byte: keys are taken as they
  /// stand on the line, and an over-long line ends the connection.
  TWISTED
}
