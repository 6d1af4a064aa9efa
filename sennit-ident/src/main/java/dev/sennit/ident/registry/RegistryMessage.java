package dev.sennit.ident.registry;

import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.List;

/// A line of the control protocol, or the lines of one reply.
sealed interface RegistryMessage {

  /// What a program asks.
  sealed interface Request extends RegistryMessage {}

  /// `REGISTER local remote id ttl` or `RESERVE place id ttl`.
  record Add(Place place, Octets id, Duration ttl) implements Request {}

  /// `REMOVE number`.
  record Remove(long handle) implements Request {}

  /// `LIST` or `LIST number`: the entries behind that one.
  record Show(long after) implements Request {}

  /// A line that is none of these.
  ///
  /// @param message what was found and what was expected
  record Bad(String message) implements Request {}

  /// What it is told.
  sealed interface Reply extends RegistryMessage {}

  /// `OK number`: of the entry, or how many entries were listed before.
  ///
  /// @param entries what is listed before
  /// @param more whether there are further entries: `MORE` instead of `OK`
  record Done(long number, List<Entry> entries, boolean more) implements Reply {}

  /// `ERROR code message`.
  record Refused(RefusedException.Code code, String message) implements Reply {}
}
