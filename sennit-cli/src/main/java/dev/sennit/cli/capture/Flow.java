package dev.sennit.cli.capture;

/// One direction of a TCP connection.
///
/// @param from `ADDRESS:PORT`, an IPv6 address in brackets
/// @param to the same
public record Flow(String from, String to) {
  /// The other direction.
  public Flow reversed() {
    return new Flow(to, from);
  }

  @Override
  public String toString() {
    return from + " > " + to;
  }
}
