package dev.sennit.ident.handler;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.IdentHandler;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.net.Peer;

/// Answers every query alike, and looks nothing up: oidentd's `--reply-all`.
///
/// @param answer what is answered
public record FixedIdentHandler(IdentAnswer answer) implements IdentHandler {

  @Override
  public IdentAnswer answer(IdentConnection connection, Peer peer) {
    return answer;
  }
}
