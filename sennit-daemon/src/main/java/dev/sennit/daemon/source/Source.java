package dev.sennit.daemon.source;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.wire.Octets;

/// Where a table's values come from: one key in, one of the four answers out.
///
/// A source folds no case and walks no partial keys: the table around it does. It is called by many
/// threads at once. What it throws is answered as "try later" and logged; a source never turns an
/// error into "not found".
public interface Source extends AutoCloseable {

  /// Looks one key up, exactly as given.
  ///
  /// @param key the key; a source that holds text answers `NotFound` for bytes that are not UTF-8
  /// @throws Exception for any failure of the back end: the client is told to try later
  GetReply find(Octets key) throws Exception;

  /// Stores a value durably, so that the next [#find] of any thread sees it.
  ///
  /// @throws Exception for any failure of the back end: the client is told to try later
  default PutReply store(Octets key, Octets value) throws Exception {
    return new Refused("this table is read-only");
  }

  /// Whether a lookup may wait for a disk, a network or another thread. One that never does is
  /// asked on the event loop.
  boolean mayBlock();

  /// Gives back what the source holds: pools, watchers, files. Lookups may still run, and fail,
  /// while it closes.
  @Override
  default void close() {}
}
