package dev.sennit.ident.account;

import java.io.IOException;
import java.util.Optional;

/// A database of users.
///
/// May be asked on any thread. Whether an answer may take time says the implementation.
public interface Accounts {

  /// The user of that number.
  ///
  /// @param uid 0 to 4,294,967,295
  /// @return nothing if there is no such user
  /// @throws IOException if it cannot be told now: the database failed, or took too long
  Optional<Account> byUid(long uid) throws IOException;

  /// The user of that name. The case of letters counts.
  ///
  /// @return nothing if there is no such user
  /// @throws IOException if it cannot be told now: the database failed, or took too long
  Optional<Account> byName(String name) throws IOException;
}
