package dev.sennit.maps.wire;

/// Everything that goes over a map connection, in either protocol: requests one way, replies the
/// other.
public sealed interface MapsMessage permits MapsRequest, MapsReply {}
