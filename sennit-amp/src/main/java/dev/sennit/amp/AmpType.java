package dev.sennit.amp;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;

/// How one kind of argument becomes the value of one key, and back.
///
/// For arguments that take several keys, or none, implement [AmpField]. Runs on the thread of the
/// caller or of the handler, for many connections at once.
///
/// @param <T> what a component of a record holds; never null
public interface AmpType<T> {

  /// The bytes of a value. More than 65 535 are refused later, with the name of the key.
  ///
  /// @throws IllegalArgumentException if the value has no form on the wire
  Octets encode(T value, AmpConnection connection);

  /// The value of the bytes.
  ///
  /// @throws ProtocolException if they are none
  T decode(Octets bytes, AmpConnection connection);
}
