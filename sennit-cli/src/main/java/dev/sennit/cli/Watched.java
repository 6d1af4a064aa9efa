package dev.sennit.cli;

import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.jelly.PbTypes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A cache of whatever class, which makes nothing of what it is told but shows it.
final class Watched implements PbObject {
  private final String tag;
  private final Consumer<PbCall> told;
  private volatile @Nullable Object state;

  private Watched(String tag, Consumer<PbCall> told) {
    this.tag = tag;
    this.told = told;
  }

  /// Lets everything come: instances of any class, and caches.
  ///
  /// @param told hears what caches are told, in order, one call at a time
  static PbTypes types(Consumer<PbCall> told) {
    return PbTypes.standard()
        .anyInstances()
        .anyCaches(tag -> new Watched(tag, told), (cache, state) -> cache.state = state);
  }

  /// The dotted name of its class over there.
  String tag() {
    return tag;
  }

  /// What came first.
  @Nullable Object state() {
    return state;
  }

  @Override
  public @Nullable Object called(PbCall call) {
    told.accept(call);
    return null;
  }

  @Override
  public String toString() {
    return tag + " " + PythonRepr.of(state);
  }
}
