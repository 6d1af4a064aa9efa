package dev.sennit.amp;

/// A request or response without any field.
public record AmpNothing() {
  /// The only one there need be.
  public static final AmpNothing NOTHING = new AmpNothing();
}
