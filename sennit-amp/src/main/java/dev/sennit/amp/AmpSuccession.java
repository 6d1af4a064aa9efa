package dev.sennit.amp;

import dev.sennit.net.Peer;
import dev.sennit.net.Successor;

/// What becomes of a connection whose protocol this side wants to switch. All methods run on the
/// event loop and must not block.
///
/// Source: the client factory of `ProtocolSwitchCommand` in Twisted's `twisted/protocols/amp.py`.
@FunctionalInterface
public interface AmpSuccession {

  /// The peer agrees: makes who takes over.
  ///
  /// @param peer who is on the other end
  Successor build(Peer peer);

  /// The peer refused, and the connection goes on as AMP; or it was lost before.
  default void failed(Throwable why) {}

  /// The connection was lost after the switch; told after the successor and before the calls that
  /// are open.
  default void lost(Throwable why) {}
}
