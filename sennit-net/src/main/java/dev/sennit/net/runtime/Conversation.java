package dev.sennit.net.runtime;

import dev.sennit.net.session.Session;
import dev.sennit.net.wire.WireReader;
import dev.sennit.net.wire.WireWriter;

/// The three parts of a room that one connection needs; made anew for each.
///
/// @param reader bytes to messages
/// @param writer messages to bytes
/// @param session what to do with them
/// @param <M> the messages of the wire
/// @param <Q> what a handler is asked
/// @param <R> what a handler answers
public record Conversation<M, Q, R>(
    WireReader<? extends M> reader, WireWriter<M> writer, Session<M, Q, R> session) {}
