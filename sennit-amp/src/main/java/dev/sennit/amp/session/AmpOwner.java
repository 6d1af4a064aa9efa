package dev.sennit.amp.session;

import dev.sennit.net.wire.Octets;

/// Whoever a session works for. Named in messages by its `toString`.
public interface AmpOwner {
  /// No call will be answered any more. Told once, before the calls fail.
  void over(RuntimeException why);

  /// The connection is gone. Told once, last of all.
  void gone();

  /// What a call fails with that comes when the protocol is switched.
  RuntimeException switched();

  /// Whether nothing more is read of the peer before this request of it has its outcome, since what
  /// follows may be no box.
  boolean holdsInput(Octets command);

  /// Whether it is one that begins TLS.
  boolean isStartTls(Octets command);

  /// Whether the connection is in TLS already.
  boolean isSecure();

  /// The peer has switched the protocol: nothing can be asked any more.
  void switchedByPeer();
}
