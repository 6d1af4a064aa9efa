package dev.sennit.daemon;

import dev.sennit.daemon.config.IdentSettings;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.registry.IdentRegistry;
import dev.sennit.ident.registry.Liveness;
import dev.sennit.ident.registry.RegistryServer;
import dev.sennit.ident.registry.RegistrySweeper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What programs have registered, and the socket on which they do.
final class IdentRegistration implements AutoCloseable {
  private final IdentSettings.Registry settings;
  private final IdentRegistry registry;
  private final RegistryServer server;
  private final RegistrySweeper sweeper;

  private IdentRegistration(
      IdentSettings.Registry settings,
      IdentRegistry registry,
      RegistryServer server,
      RegistrySweeper sweeper) {
    this.settings = settings;
    this.registry = registry;
    this.server = server;
    this.sweeper = sweeper;
  }

  /// Opens the socket.
  ///
  /// @throws StartException if that cannot be done
  /// @throws IllegalArgumentException if one of the trusted is no user
  static IdentRegistration start(
      IdentSettings.Registry settings, Accounts accounts, Liveness liveness) {
    IdentRegistry registry = new IdentRegistry();
    Set<Long> trusted = uids(settings.trusted(), accounts);
    try {
      RegistryServer server = RegistryServer.start(registry, trusted, settings.listen());
      return new IdentRegistration(
          settings,
          registry,
          server,
          new RegistrySweeper(registry, liveness, RegistrySweeper.DEFAULT_PAUSE));
    } catch (IllegalStateException e) {
      throw new StartException(StartException.Kind.ADDRESS, Daemon.messageOf(e), e);
    }
  }

  private static Set<Long> uids(List<String> users, Accounts accounts) {
    Set<Long> uids = new HashSet<>();
    for (String user : users) {
      try {
        uids.add(
            accounts
                .byName(user)
                .map(Account::uid)
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "trusted: " + user + " (expected: users of this system)")));
      } catch (IOException e) {
        throw new IllegalArgumentException("trusted: " + user + ": " + Daemon.messageOf(e), e);
      }
    }
    return uids;
  }

  /// Whether the same is wanted, but for how long queries wait.
  boolean fits(IdentSettings.Registry other) {
    return settings.listen().equals(other.listen()) && settings.trusted().equals(other.trusted());
  }

  IdentRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    sweeper.close();
    server.close();
  }
}
