package dev.sennit.pb.jelly;

/// What stands where a peer had something that it could not send.
///
/// @param reason the peer's words
public record PbUnpersistable(String reason) {}
