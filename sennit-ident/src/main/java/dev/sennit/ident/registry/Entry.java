package dev.sennit.ident.registry;

import dev.sennit.net.wire.Octets;

/// One registration.
///
/// @param handle its number, by which it is removed
/// @param registrant whose it is
/// @param place for which connection
/// @param id what is told: 1 to 512 bytes without NUL, CR and LF
/// @param secondsLeft until it ends by itself, rounded up
public record Entry(long handle, Registrant registrant, Place place, Octets id, long secondsLeft) {}
