package dev.sennit.ident.wire;

/// What is replied to a query.
///
/// @param query the query, whose ports the reply repeats
/// @param answer the answer
public record IdentReply(IdentQuery query, IdentAnswer answer) implements IdentMessage {}
