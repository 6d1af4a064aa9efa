package dev.sennit.ident.wire;

/// One line of RFC 1413.
public sealed interface IdentMessage permits IdentQuery, IdentBadQuery, IdentReply, IdentRefusal {}
