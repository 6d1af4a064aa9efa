package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// An own kind of argument that sees the whole box and the connection: it may take several keys, or
/// none at all.
///
/// Named by [AmpAs] at the component. Runs on the thread of the caller or of the handler, for many
/// connections at once.
///
/// @param <T> what a component of a record holds; never null
public interface AmpField<T> {

  /// Puts a value into the box.
  ///
  /// @param key the component's own key; what else is taken must not be the key of another one
  /// @throws IllegalArgumentException if the value has no form on the wire
  void write(Octets key, T value, AmpBox.Builder box, AmpConnection connection);

  /// Takes the value from the box.
  ///
  /// @param key the component's own key
  /// @return null if the box holds none
  /// @throws ProtocolException if what it holds is none
  @Nullable T read(Octets key, AmpBox box, AmpConnection connection);
}
