package dev.sennit.amp;

import dev.sennit.net.Timeouts;

/// What holds for every connection of one server or client.
///
/// @param router who answers what the peer asks
record AmpTerms(AmpRouter router, AmpLimits limits, Timeouts timeouts) {}
