package dev.sennit.amp;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A connection of a client, which ends with it.
interface Line {
  /// Ends when what was asked is answered.
  void close();

  /// Ends at once.
  void breakOff();

  /// Completes when the channel is closed.
  CompletableFuture<@Nullable Void> whenGone();
}
