package dev.sennit.pb.session;

/// What the peer holds of this side.
///
/// @param number what the peer calls it by
/// @param object the object
/// @param references how many references to it were sent and not given back
/// @param ageNanos how long ago the first of them was sent
public record HeldObject(long number, Object object, int references, long ageNanos) {}
