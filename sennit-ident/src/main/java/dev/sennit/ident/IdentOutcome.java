package dev.sennit.ident;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentError;

/// What came of a request; every request has exactly one.
public sealed interface IdentOutcome {

  /// What was asked, with the asker's own reference.
  IdentRequest request();

  /// The same in the words of RFC 1413: where no reply came, `UNKNOWN-ERROR`.
  default IdentAnswer answer() {
    return switch (this) {
      case Identified(_, var user) -> user;
      case Declined(_, var error) -> Fault.of(error);
      case Failed _ -> Fault.UNKNOWN_ERROR;
    };
  }

  /// The server named a user. It is what that machine says, and no proof of anything.
  ///
  /// @param request what was asked
  /// @param user whom it named
  record Identified(IdentRequest request, UserId user) implements IdentOutcome {}

  /// The server replied with an error.
  ///
  /// @param request what was asked
  /// @param error the server's word
  record Declined(IdentRequest request, IdentError error) implements IdentOutcome {}

  /// There was no reply.
  ///
  /// @param request what was asked
  /// @param failure why not
  /// @param detail one line for a log; what the server sent is escaped in it
  record Failed(IdentRequest request, IdentFailure failure, String detail)
      implements IdentOutcome {}
}
