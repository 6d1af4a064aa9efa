package dev.sennit.pb;

/// What a user gets who has logged in.
///
/// @param object answers the user's calls; in Twisted its methods are called `perspective_`
/// @param logout is run once, on a virtual thread: when the user has given the avatar back, or the
///   connection is gone
public record PbAvatar(PbObject object, Runnable logout) {
  /// An avatar that need not know when the user leaves.
  public static PbAvatar of(PbObject object) {
    return new PbAvatar(object, () -> {});
  }
}
