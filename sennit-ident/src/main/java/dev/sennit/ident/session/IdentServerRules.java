package dev.sennit.ident.session;

/// What a server's session keeps to.
///
/// @param queries after so many answers the connection ends, 1 or more
/// @param hideErrors whether every error is told as `UNKNOWN-ERROR`
/// @param answerJunk whether a line that is no query is told so before the connection ends
/// @param firstNanos how long the first query may take, 0 for ever
/// @param idleNanos how long each later query may take, 0 for ever
/// @param totalNanos how old the connection may become, 0 for ever
public record IdentServerRules(
    int queries,
    boolean hideErrors,
    boolean answerJunk,
    long firstNanos,
    long idleNanos,
    long totalNanos) {}
