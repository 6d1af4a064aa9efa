package dev.sennit.maps.wire;

/// The answers to a change.
public sealed interface PutReply extends MapsReply
    permits MapsReply.Stored, MapsReply.Refused, MapsReply.TryLater {}
