package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object of a class that exists only on the other side: its class's name and its state. Nothing
/// of it runs here.
///
/// Two are the same only if they are one object, as in Python.
public final class PbInstance {
  private final String type;
  private @Nullable Object state;

  /// To be filled before anybody sees it.
  PbInstance(String type) {
    this.type = type;
  }

  /// @param type the dotted name of the class
  /// @param state usually a map of attributes with text keys; kept, not copied
  public PbInstance(String type, @Nullable Object state) {
    this.type = type;
    this.state = state;
  }

  void fill(@Nullable Object newState) {
    this.state = newState;
  }

  /// The dotted name of the class.
  public String type() {
    return type;
  }

  /// Usually a map of attributes.
  public @Nullable Object state() {
    return state;
  }

  /// An attribute, whether its name came as text or as bytes; null where there is none.
  public @Nullable Object get(String attribute) {
    return state instanceof Map<?, ?> map ? attribute(map, attribute) : null;
  }

  static @Nullable Object attribute(Map<?, ?> map, String name) {
    Object value = map.get(name);
    return value != null ? value : map.get(Octets.utf8(name));
  }

  /// The class's name: the state may contain this.
  @Override
  public String toString() {
    return "<" + type + " instance>";
  }
}
