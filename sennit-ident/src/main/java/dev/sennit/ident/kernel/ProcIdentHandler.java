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
import dev.sennit.net.wire.Octets;
import java.io.IOException;

/// Answers from the text in `/proc/net`, as `ProcServerMixin` in Twisted's
/// `twisted/protocols/ident.py` does, with the same three things to change: the name of the system,
/// where the entries come from, and how a user is named.
///
/// Unlike that class it knows IPv6, compares the local address too, and does not take a connection
/// that is over for one of root's. [KernelIdentHandler] is faster by far.
public final class ProcIdentHandler implements IdentHandler {
  /// What Twisted says for the system.
  public static final String SYSTEM_NAME = "LINUX";

  /// How users are named.
  @FunctionalInterface
  public interface UserNames {
    /// The name of a user.
    ///
    /// @throws Exception if there is none: told as `UNKNOWN-ERROR`
    String of(long uid) throws Exception;
  }

  private final String systemName;
  private final OwnerLookup entries;
  private final UserNames names;

  /// @param systemName what is told as the operating system
  /// @param entries such as [ProcNet#system()]
  /// @param names such as [#namesIn]
  public ProcIdentHandler(String systemName, OwnerLookup entries, UserNames names) {
    this.systemName = systemName;
    this.entries = entries;
    this.names = names;
  }

  /// Answers from `/proc/net/tcp` and `/proc/net/tcp6`, for the system `LINUX`.
  public ProcIdentHandler(Accounts accounts) {
    this(SYSTEM_NAME, ProcNet.system(), namesIn(accounts));
  }

  /// The login names; without one there is no answer.
  public static UserNames namesIn(Accounts accounts) {
    return uid ->
        accounts
            .byUid(uid)
            .map(Account::name)
            .orElseThrow(() -> new IOException("user: " + uid + " (expected: one with a name)"));
  }

  @Override
  public IdentAnswer answer(IdentConnection connection, Peer peer) throws Exception {
    return switch (entries.find(connection)) {
      case Owned(var uid, _, _, _, _) -> new UserId(systemName, null, Octets.utf8(names.of(uid)));
      case Unowned _ -> Fault.NO_USER;
      case Failed(var problem) -> throw new IOException(problem);
    };
  }
}
