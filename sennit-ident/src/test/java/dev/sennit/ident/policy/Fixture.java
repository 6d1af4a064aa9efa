package dev.sennit.ident.policy;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A small machine: alice 1000, bob 1001, alias 1000; irc.example.net; the service irc.
public final class Fixture {
  public static final Account ALICE =
      new Account("alice", 1000, 1000, "/nonexistent/alice", "/bin/sh");
  public static final Account BOB = new Account("bob", 1001, 1001, "/nonexistent/bob", "/bin/sh");
  private static final Account ALIAS =
      new Account("alias", 1000, 1000, "/nonexistent/alice", "/bin/sh");

  public static final Accounts ACCOUNTS =
      new Accounts() {
        @Override
        public Optional<Account> byUid(long uid) {
          return uid == 1000 ? Optional.of(ALICE) : uid == 1001 ? Optional.of(BOB) : none();
        }

        @Override
        public Optional<Account> byName(String name) {
          return switch (name) {
            case "alice" -> Optional.of(ALICE);
            case "alias" -> Optional.of(ALIAS);
            case "bob" -> Optional.of(BOB);
            default -> none();
          };
        }

        private Optional<Account> none() {
          return Optional.empty();
        }
      };

  public static final Names NAMES =
      new Names() {
        @Override
        public OptionalLong uid(String user) {
          return switch (user) {
            case "root" -> OptionalLong.of(0);
            case "alice", "lisa" -> OptionalLong.of(1000);
            case "bob" -> OptionalLong.of(1001);
            default -> OptionalLong.empty();
          };
        }

        @Override
        public OptionalInt port(String service) {
          return service.equals("irc") ? OptionalInt.of(6667) : OptionalInt.empty();
        }

        @Override
        public List<InetAddress> addresses(String host) {
          return host.equals("irc.example.net")
              ? List.of(InetAddress.ofLiteral("192.0.2.9"), InetAddress.ofLiteral("2001:db8::9"))
              : List.of();
        }
      };

  private Fixture() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Reading<SystemPolicy> read(String text) {
    return PolicyReader.system(bytes(text), NAMES);
  }

  public static SystemPolicy system(String text) {
    return read(text).orThrow("test");
  }

  static Reading<UserPolicy> readUser(String text) {
    return PolicyReader.user(bytes(text), NAMES);
  }

  /// From 192.0.2.1:40000 to 192.0.2.9, that port.
  public static IdentConnection to(int port) {
    return connection("192.0.2.1", 40_000, "192.0.2.9", port);
  }

  public static IdentConnection connection(String from, int lport, String to, int fport) {
    return new IdentConnection(
        new InetSocketAddress(from, lport), new InetSocketAddress(to, fport));
  }
}
