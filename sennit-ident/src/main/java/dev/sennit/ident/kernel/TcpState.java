package dev.sennit.ident.kernel;

/// The states of a TCP socket, numbered as Linux does in `include/net/tcp_states.h`.
public enum TcpState {
  /// Open in both directions.
  ESTABLISHED(1),
  /// Has asked for a connection.
  SYN_SENT(2),
  /// Has been asked for a connection.
  SYN_RECV(3),
  /// Has closed its direction, which is not confirmed yet.
  FIN_WAIT1(4),
  /// Has closed its direction; the other one is open.
  FIN_WAIT2(5),
  /// Is over, and remembered for late packets only.
  TIME_WAIT(6),
  /// Is not connected.
  CLOSE(7),
  /// The other side has closed its direction.
  CLOSE_WAIT(8),
  /// Both have closed, which is not confirmed yet.
  LAST_ACK(9),
  /// Waits for connections.
  LISTEN(10),
  /// Both have closed at once, which is not confirmed yet.
  CLOSING(11),
  /// Has been asked for a connection, and is no socket yet.
  NEW_SYN_RECV(12),
  /// A number that this list does not know.
  OTHER(0);

  private static final TcpState[] ALL = values();

  private final int number;

  TcpState(int number) {
    this.number = number;
  }

  /// The state of that number; [#OTHER] for a number without a name.
  public static TcpState of(int number) {
    return number >= 1 && number < ALL.length ? ALL[number - 1] : OTHER;
  }

  /// The kernel's number, 1 to 12; 0 for [#OTHER].
  public int number() {
    return number;
  }
}
