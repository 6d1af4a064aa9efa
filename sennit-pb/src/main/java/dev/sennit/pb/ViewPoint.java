package dev.sennit.pb;

import org.jspecify.annotations.Nullable;

/// A view that one avatar has of an object; equal to another of the same two.
record ViewPoint(@Nullable PbObject perspective, PbViewable object) implements PbObject {

  @Override
  public @Nullable Object called(PbCall call) throws Exception {
    try {
      return object.viewed(call.as(perspective));
    } catch (PbException e) {
      throw e.asMissing(call.method(), "view_", object);
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very objects
  public boolean equals(@Nullable Object other) {
    return other instanceof ViewPoint view
        && view.perspective == perspective
        && view.object == object;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(perspective) + System.identityHashCode(object);
  }
}
