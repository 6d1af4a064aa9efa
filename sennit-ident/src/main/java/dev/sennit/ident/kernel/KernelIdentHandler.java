package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.IdentHandler;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.Optional;

/// Answers with the login name of the user who owns the connection.
///
/// | found                                  | answer                                       |
/// |----------------------------------------|----------------------------------------------|
/// | an owner with a name                   | `USERID : UNIX : name`                       |
/// | an owner without one                   | as [UnknownUid] says; `NO-USER` by default   |
/// | no connection, or one without an owner | `NO-USER`                                    |
/// | the kernel, or the users, do not answer | `UNKNOWN-ERROR`, and a line in the log      |
///
/// Blocks only while the name of a user is looked up that [Accounts] does not know yet.
public final class KernelIdentHandler implements IdentHandler {
  private static final int MAX_ID_BYTES = 512;

  private final OwnerLookup lookup;
  private final Accounts accounts;
  private final UnknownUid unknownUid;
  private final Complaints complaints;

  /// Tells of an owner without a name that there is no user.
  ///
  /// @param lookup is not closed by this
  /// @param accounts is not closed by this
  public KernelIdentHandler(OwnerLookup lookup, Accounts accounts) {
    this(
        lookup,
        accounts,
        UnknownUid.NO_USER,
        new Complaints(KernelIdentHandler.class.getPackageName()));
  }

  private KernelIdentHandler(
      OwnerLookup lookup, Accounts accounts, UnknownUid unknownUid, Complaints complaints) {
    this.lookup = lookup;
    this.accounts = accounts;
    this.unknownUid = unknownUid;
    this.complaints = complaints;
  }

  /// The same, with another way to speak of owners without a name.
  public KernelIdentHandler unknownUid(UnknownUid way) {
    return new KernelIdentHandler(lookup, accounts, way, complaints);
  }

  @Override
  public IdentAnswer answer(IdentConnection connection, Peer peer) {
    return switch (lookup.find(connection)) {
      case Owned(var uid, _, _, _, _) -> name(uid);
      case Unowned _ -> Fault.NO_USER;
      case Failed(var problem) -> fault("lookup: " + problem);
    };
  }

  private IdentAnswer name(long uid) {
    try {
      Optional<Account> account = accounts.byUid(uid);
      if (account.isPresent()) {
        return login(account.get());
      }
    } catch (IOException e) {
      return fault("user " + uid + ": " + e.getMessage());
    }
    return unknownUid == UnknownUid.NUMBER
        ? new UserId("OTHER", null, Octets.utf8(Long.toString(uid)))
        : Fault.NO_USER;
  }

  private IdentAnswer login(Account account) {
    Octets id = Octets.utf8(account.name());
    boolean fits =
        id.length() <= MAX_ID_BYTES
            && account.name().chars().noneMatch(c -> c == 0 || c == '\r' || c == '\n');
    return fits
        ? UserId.unix(account.name())
        : fault("name: " + id + " (expected: 1 to 512 bytes, no NUL, CR or LF)");
  }

  private Fault fault(String problem) {
    complaints.warn(problem, null);
    return Fault.UNKNOWN_ERROR;
  }
}
