package dev.sennit.pb;

import org.jspecify.annotations.Nullable;

/// An object of this side whose state each peer that is sent it keeps a copy of, and is told of
/// changes. In Twisted: `pb.Cacheable`.
///
/// The first time that it is sent on a connection its state goes with it; later only a mention. A
/// peer's cache that comes back is this very object.
public interface PbCacheable {

  /// The dotted name of its class over there.
  String tag();

  /// The state for a peer's new cache, and the observer by which the peer is told of changes from
  /// now on. Runs on the thread that sends it; must not wait for the peer. If several threads send
  /// it for the first time at once, it may be asked by each.
  ///
  /// @param observer equal to an earlier one if it tells the same cache
  @Nullable Object state(PbObserver observer);

  /// No cache is left that the observer could tell: the peer has let go of it, or the connection is
  /// gone. Runs on a virtual thread, once for each cache.
  default void stopped(PbObserver observer) {}
}
