package dev.sennit.pb;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An object made of methods. Immutable: [#on] returns a changed copy, which is another object to a
/// peer that holds this one.
///
/// ```
/// PbObject calculator = PbMethods.of()
///     .on("add", call -> call.integer(0) + call.integer(1))
///     .on("echo", call -> call.get(0));
/// ```
public final class PbMethods implements PbObject {
  private final Map<String, PbObject> methods;

  private PbMethods(Map<String, PbObject> methods) {
    this.methods = methods;
  }

  /// An object without methods.
  public static PbMethods of() {
    return new PbMethods(Map.of());
  }

  /// An object with one more method.
  ///
  /// @param method its name, without `remote_`
  public PbMethods on(String method, PbObject answer) {
    Map<String, PbObject> more = new LinkedHashMap<>(methods);
    more.put(method, answer);
    return new PbMethods(more);
  }

  @Override
  public @Nullable Object called(PbCall call) throws Exception {
    PbObject method = methods.get(call.method());
    if (method == null) {
      throw PbException.noSuchMethod("remote_" + call.method());
    }
    return method.called(call);
  }

  @Override
  public String toString() {
    return "PbMethods" + methods.keySet();
  }
}
