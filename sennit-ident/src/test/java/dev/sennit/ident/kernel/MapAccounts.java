package dev.sennit.ident.kernel;

import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import java.util.List;
import java.util.Optional;

/// A few users.
record MapAccounts(List<Account> accounts) implements Accounts {
  @Override
  public Optional<Account> byUid(long uid) {
    return accounts.stream().filter(account -> account.uid() == uid).findFirst();
  }

  @Override
  public Optional<Account> byName(String name) {
    return accounts.stream().filter(account -> account.name().equals(name)).findFirst();
  }
}
