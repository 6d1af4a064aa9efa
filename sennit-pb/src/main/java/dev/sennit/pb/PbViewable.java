package dev.sennit.pb;

import org.jspecify.annotations.Nullable;

/// An object of this side that shows each avatar a view of its own: when it is sent in answer to a
/// call that came through an avatar, the peer gets a reference whose calls name that avatar.
///
/// The same object is the same view to the same avatar. In Twisted: `pb.Viewable`.
@FunctionalInterface
public interface PbViewable {

  /// Answers a call, as [PbObject#called] does.
  ///
  /// @param call [PbCall#perspective()] is whom the view was sent to; null outside of avatars
  /// @throws Exception as there
  @Nullable Object viewed(PbCall call) throws Exception;
}
