package dev.sennit.ident.handler;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.token.AuditRecord;
import dev.sennit.ident.token.Pseudonyms;
import dev.sennit.ident.token.TokenKeys;
import java.time.Instant;

/// What stands for a user whom nothing else is said of.
public sealed interface IdStyle {

  /// The login name.
  enum Real implements IdStyle {
    /// The only one.
    NAME;

    @Override
    public String of(Account owner, IdentConnection connection) {
      return owner.name();
    }
  }

  /// The number of the user.
  enum Numeric implements IdStyle {
    /// The only one.
    UID;

    @Override
    public String of(Account owner, IdentConnection connection) {
      return String.valueOf(owner.uid());
    }
  }

  /// An encrypted record of user, connection and time, another one for each query.
  ///
  /// @param keys the last one encrypts
  record Token(TokenKeys keys) implements IdStyle {
    @Override
    public String of(Account owner, IdentConnection connection) {
      return keys.seal(
          new AuditRecord(Instant.now(), owner.uid(), connection.local(), connection.remote()));
    }
  }

  /// A name that is always the user's, and does not tell who that is.
  record Pseudonym(Pseudonyms pseudonyms) implements IdStyle {
    @Override
    public String of(Account owner, IdentConnection connection) {
      return pseudonyms.of(owner.name());
    }
  }

  /// The id of a user.
  String of(Account owner, IdentConnection connection);
}
