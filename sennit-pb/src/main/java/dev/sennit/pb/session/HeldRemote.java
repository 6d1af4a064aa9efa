package dev.sennit.pb.session;

/// What this side holds of the peer.
///
/// @param number what the peer calls it
/// @param tag `remote`, or the class that the reference came with
/// @param references how many came and are not given back
/// @param ageNanos how long ago the first of them came
public record HeldRemote(long number, String tag, int references, long ageNanos) {}
