package dev.sennit.daemon;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.SystemAccounts;
import dev.sennit.ident.kernel.KernelAnswer;
import dev.sennit.ident.kernel.KernelLookup;

/// The connections and the users of this machine: what ident answers from, whatever the
/// configuration says. A reload takes it over, so that queries in work lose nothing.
///
/// @param kernel finds owners
/// @param accounts finds their names
record IdentMachine(KernelLookup kernel, SystemAccounts accounts) implements AutoCloseable {

  static IdentMachine open() {
    return new IdentMachine(KernelLookup.open(), SystemAccounts.open());
  }

  /// Whether the connection may still be there: no if the kernel knows that it is not.
  boolean exists(IdentConnection connection) {
    return !(kernel.find(connection) instanceof KernelAnswer.Unowned(var reason)
        && (reason == KernelAnswer.Reason.NO_SUCH_CONNECTION
            || reason == KernelAnswer.Reason.LISTENER_ONLY
            || reason == KernelAnswer.Reason.TIME_WAIT));
  }

  @Override
  public void close() {
    accounts.close();
    kernel.close();
  }
}
