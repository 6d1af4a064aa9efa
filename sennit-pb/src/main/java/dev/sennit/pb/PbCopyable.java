package dev.sennit.pb;

import org.jspecify.annotations.Nullable;

/// An object of this side that is copied to whoever is sent it, with the state that is meant for
/// that user. In Twisted: `pb.Copyable` with its `getStateToCopyFor`.
///
/// What everybody gets the same copy of is registered with [dev.sennit.pb.jelly.PbTypes] instead;
/// so is what is made of the copies of a peer.
public interface PbCopyable {

  /// The dotted name of its class over there.
  String tag();

  /// The state of one copy, usually a map of attributes. Runs on the thread that sends it.
  ///
  /// @param perspective whom it is sent to, if that is in answer to a call through an avatar
  @Nullable Object state(@Nullable PbObject perspective);
}
