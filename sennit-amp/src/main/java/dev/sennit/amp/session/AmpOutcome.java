package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.wire.Octets;

/// What a handler made of a request, in the terms of the wire.
public sealed interface AmpOutcome {

  /// It worked.
  ///
  /// @param fields all pairs of the answer but its id
  /// @param close whether the connection ends behind the answer
  record Success(AmpBox.Builder fields, boolean close) implements AmpOutcome {}

  /// It worked, and the connection goes on in TLS behind the answer. Without an id nothing happens.
  ///
  /// @param fields all pairs of the answer but its id
  record Secure(AmpBox.Builder fields, StartTls tls) implements AmpOutcome {}

  /// It worked, and another protocol takes over behind the answer. Without an id nothing happens.
  record Switch(Successor successor) implements AmpOutcome {}

  /// It failed in a way that the peer is told.
  ///
  /// @param code any bytes
  /// @param description for people
  /// @param fatal whether the connection ends behind the answer
  record Refusal(Octets code, String description, boolean fatal) implements AmpOutcome {}
}
