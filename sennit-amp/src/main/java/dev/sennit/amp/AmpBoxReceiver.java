package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;

/// Takes every box of a connection as it comes, also empty ones and ones without any key of AMP:
/// for protocols of one's own on the same boxes.
///
/// Everything runs on the connection's event loop, one at a time, and must not block. What is
/// thrown ends the connection.
///
/// Source: `IBoxReceiver` in Twisted's `twisted/protocols/amp.py`.
public interface AmpBoxReceiver {

  /// The connection is open: once, before any box. Boxes may be sent from here on.
  void started(AmpBoxSender sender);

  /// A box came; in order.
  void received(AmpBox box);

  /// The connection is closed: once, and last of all.
  ///
  /// @param why the reason, with the error of the network as its cause if there was one; the
  ///   [dev.sennit.net.ProtocolException] itself if what came is no box
  void stopped(Throwable why);
}
