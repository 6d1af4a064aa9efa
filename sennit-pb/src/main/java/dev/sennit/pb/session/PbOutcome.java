package dev.sennit.pb.session;

import dev.sennit.pb.jelly.Jellied;

/// What came of it.
///
/// @param value the result, or the failure
/// @param failed which of the two
public record PbOutcome(Jellied value, boolean failed) {}
