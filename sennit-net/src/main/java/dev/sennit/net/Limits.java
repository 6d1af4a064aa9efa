package dev.sennit.net;

/// What one server or client may use of the machine. Every length is checked against these before
/// memory is taken.
///
/// | option | default | what happens at the limit |
/// |---|---|---|
/// | `connections` | 20 000 | the longest idle connection is closed; if none is idle, the new one |
/// | `connectionsPerAddress` | 20 000 | the same, among the connections of that address |
/// | `frameBytes` | 65 536 | the protocol's own answer to an oversize frame; at least 16 |
/// | `unfinished` | 64 | the connection is not read until a message is finished |
/// | `waiting` | 1 024 | the connection is closed: so many handlers of it wait for the peer at once |
/// | `writeBytes` | 65 536 | the connection is not read until the peer has taken what is written |
public final class Limits {
  private static final Limits DEFAULTS = new Limits(20_000, 20_000, 65_536, 64, 1_024, 65_536);

  private final int connections;
  private final int connectionsPerAddress;
  private final int frameBytes;
  private final int unfinished;
  private final int waiting;
  private final int writeBytes;

  private Limits(
      int connections,
      int connectionsPerAddress,
      int frameBytes,
      int unfinished,
      int waiting,
      int writeBytes) {
    this.connections = atLeast("connections", connections, 1);
    this.connectionsPerAddress = atLeast("connectionsPerAddress", connectionsPerAddress, 1);
    this.frameBytes = atLeast("frameBytes", frameBytes, 16);
    this.unfinished = atLeast("unfinished", unfinished, 1);
    this.waiting = atLeast("waiting", waiting, 1);
    this.writeBytes = atLeast("writeBytes", writeBytes, 1);
  }

  private static int atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " or more)");
    }
    return value;
  }

  /// The defaults of the table above.
  public static Limits defaults() {
    return DEFAULTS;
  }

  /// Connections of a server at one time, in all.
  public Limits connections(int most) {
    return new Limits(most, connectionsPerAddress, frameBytes, unfinished, waiting, writeBytes);
  }

  /// Connections of a server at one time from one internet address.
  public Limits connectionsPerAddress(int most) {
    return new Limits(connections, most, frameBytes, unfinished, waiting, writeBytes);
  }

  /// Bytes of one frame, its framing included.
  public Limits frameBytes(int most) {
    return new Limits(connections, connectionsPerAddress, most, unfinished, waiting, writeBytes);
  }

  /// Messages of one connection that are queued or being handled, not counting handlers that wait
  /// for the peer.
  public Limits unfinished(int most) {
    return new Limits(connections, connectionsPerAddress, frameBytes, most, waiting, writeBytes);
  }

  /// Handlers of one connection that wait on a [Reply].
  public Limits waiting(int most) {
    return new Limits(connections, connectionsPerAddress, frameBytes, unfinished, most, writeBytes);
  }

  /// Bytes written to a connection that its peer has not taken.
  public Limits writeBytes(int most) {
    return new Limits(connections, connectionsPerAddress, frameBytes, unfinished, waiting, most);
  }

  /// See the table.
  public int connections() {
    return connections;
  }

  /// See the table.
  public int connectionsPerAddress() {
    return connectionsPerAddress;
  }

  /// See the table.
  public int frameBytes() {
    return frameBytes;
  }

  /// See the table.
  public int unfinished() {
    return unfinished;
  }

  /// See the table.
  public int waiting() {
    return waiting;
  }

  /// See the table.
  public int writeBytes() {
    return writeBytes;
  }
}
