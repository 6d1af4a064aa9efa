package dev.sennit.pb.session;

/// What the peer holds of this side.
///
/// @param number what the peer calls it by
/// @param object the object
/// @param references how many references to it were sent and not given back
public record HeldObject(long number, Object object, int references) {}
