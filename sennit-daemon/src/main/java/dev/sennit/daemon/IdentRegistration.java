package dev.sennit.daemon;

import dev.sennit.daemon.config.IdentSettings;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.registry.IdentRegistry;
import dev.sennit.ident.registry.Liveness;
import dev.sennit.ident.registry.RegistryServer;
import dev.sennit.ident.registry.RegistrySweeper;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What programs have registered, and the socket on which they do.
final class IdentRegistration implements AutoCloseable {
  private final Listen listen;
  private final IdentRegistry registry;
  private final RegistryServer server;
  private final RegistrySweeper sweeper;
  private final Set<Long> trusted;

  private IdentRegistration(
      Listen listen,
      IdentRegistry registry,
      RegistryServer server,
      RegistrySweeper sweeper,
      Set<Long> trusted) {
    this.listen = listen;
    this.registry = registry;
    this.server = server;
    this.sweeper = sweeper;
    this.trusted = trusted;
  }

  /// Opens the socket. Besides root nobody is trusted yet.
  ///
  /// @throws StartException if that cannot be done
  static IdentRegistration start(Listen listen, Liveness liveness) {
    IdentRegistry registry = new IdentRegistry();
    Set<Long> trusted = ConcurrentHashMap.newKeySet();
    try {
      RegistryServer server = RegistryServer.start(registry, trusted, listen);
      RegistrySweeper sweeper =
          new RegistrySweeper(registry, liveness, RegistrySweeper.DEFAULT_PAUSE);
      return new IdentRegistration(listen, registry, server, sweeper, trusted);
    } catch (IllegalStateException e) {
      throw new StartException(StartException.Kind.ADDRESS, Daemon.messageOf(e), e);
    }
  }

  /// Trusts these and no others, besides root.
  void trust(Set<Long> uids) {
    trusted.retainAll(uids);
    trusted.addAll(uids);
  }

  /// The numbers of users.
  ///
  /// @throws IllegalArgumentException if one of them is no user
  static Set<Long> uids(List<String> users, Accounts accounts) {
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

  /// Whether the same socket is wanted.
  boolean fits(IdentSettings.Registry other) {
    return listen.equals(other.listen());
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
