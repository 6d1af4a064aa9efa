package dev.sennit.net.runtime;

import java.util.function.Consumer;

/// One side of one connection on which both sides ask: its parts, a handler of its own, and who
/// wants to speak on it.
///
/// @param conversation the parts
/// @param handler answers what this connection's session asks
/// @param opened is told, on the loop, once the connection can be used; before the first message
/// @param <M> the messages of the wire
/// @param <Q> what a handler is asked
/// @param <R> what a handler answers
public record Side<M, Q, R>(
    Conversation<M, Q, R> conversation,
    Handler<Q, R> handler,
    Consumer<SessionChannel<M, Q, R>> opened) {}
