package dev.sennit.daemon.table;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.PutReply;

/// Hears what a table answers: for metrics. Called by the thread that asked, after each answer;
/// must not block or throw.
public interface TableListener {
  /// Hears nothing.
  TableListener NONE = new TableListener() {};

  /// A lookup was answered.
  ///
  /// @param nanos how long it took
  default void found(GetReply reply, long nanos) {}

  /// A change was answered.
  ///
  /// @param nanos how long it took
  default void stored(PutReply reply, long nanos) {}
}
