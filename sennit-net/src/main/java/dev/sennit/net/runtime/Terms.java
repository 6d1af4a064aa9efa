package dev.sennit.net.runtime;

import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Timeouts;

/// What holds for every connection of one server or client.
///
/// @param room the room's name, for logs: `maps`
/// @param delivery how handlers run
/// @param limits what a connection may use
/// @param timeouts how long it may take
/// @param listener who hears of it
public record Terms(
    String room,
    Delivery delivery,
    Limits limits,
    Timeouts timeouts,
    ConnectionListener listener) {}
