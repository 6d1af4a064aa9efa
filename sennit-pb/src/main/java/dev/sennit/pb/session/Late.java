package dev.sennit.pb.session;

import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.wire.Item;
import org.jspecify.annotations.Nullable;

/// A part of a value that is known only when the message is written.
public interface Late {

  /// The part. On the event loop, once.
  ///
  /// @param numbering for what it refers to
  /// @return null if the peer holds as many of its kind as it may
  @Nullable Item item(Jellied.Numbering numbering);

  /// The message will not go out: the part was never asked for, or it was and the message could not
  /// be written after all. On any thread; at most once.
  void dropped();
}
