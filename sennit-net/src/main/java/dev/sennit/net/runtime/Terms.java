package dev.sennit.net.runtime;

import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Timeouts;

/// What holds for every connection of one server or client.
///
/// @param room the room's name, for logs: `maps`
/// @param delivery how handlers run
/// @param limits what a connection may use
/// @param timeouts how long it may take
/// @param listener who hears of it
/// @param descriptors whether UNIX sockets carry open files along, where the machine can
public record Terms(
    String room,
    Delivery delivery,
    Limits limits,
    Timeouts timeouts,
    ConnectionListener listener,
    boolean descriptors) {

  /// Terms without descriptors.
  public Terms(
      String room,
      Delivery delivery,
      Limits limits,
      Timeouts timeouts,
      ConnectionListener listener) {
    this(room, delivery, limits, timeouts, listener, false);
  }

  /// The same, with descriptors.
  public Terms withDescriptors() {
    return new Terms(room, delivery, limits, timeouts, listener, true);
  }
}
