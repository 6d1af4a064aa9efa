package dev.sennit.ident.handler;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// An answer that is not the real name, and whose it is: what an administrator needs when somebody
/// complains of a user.
///
/// @param peer who asked
/// @param connection about what
/// @param owner the real user, or null if it is none of this machine's
/// @param answer what was told
/// @param reason why
public record Disclosure(
    Peer peer,
    IdentConnection connection,
    @Nullable Account owner,
    IdentAnswer answer,
    String reason) {

  /// One line: `198.51.100.7:113 asked about 192.0.2.1:40000 198.51.100.7:6667: told UNIX paul, is
  /// alice uid=1000 (wish reply)`.
  @Override
  public String toString() {
    Account user = owner;
    String told =
        switch (answer) {
          case UserId(var opsys, _, var id) -> opsys + " " + id.forLog();
          case Fault(var error) -> error.token();
        };
    return peer.forLog()
        + " asked about "
        + Peer.forLog(connection.local())
        + " "
        + Peer.forLog(connection.remote())
        + ": told "
        + told
        + ", is "
        + (user == null
            ? "not of this machine"
            : Octets.utf8(user.name()).forLog() + " uid=" + user.uid())
        + " ("
        + reason
        + ")";
  }
}
