package dev.sennit.maps.wire;

/// The answers to a lookup.
public sealed interface GetReply extends MapsReply
    permits MapsReply.Found, MapsReply.NotFound, MapsReply.TryLater, MapsReply.Broken {}
