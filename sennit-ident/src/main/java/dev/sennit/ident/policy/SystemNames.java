package dev.sennit.ident.policy;

import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The names of this machine: its users, its list of services, and the resolver's hosts.
///
/// The list of services is read once; make a new one for each reload.
public final class SystemNames implements Names {
  private static final Path SERVICES = Path.of("/etc/services");

  private final Accounts accounts;
  private final Map<String, Integer> services;

  /// @param accounts the local users
  public SystemNames(Accounts accounts) {
    this(accounts, SERVICES);
  }

  SystemNames(Accounts accounts, Path services) {
    this.accounts = accounts;
    this.services = services(services);
  }

  /// Lines of `name port/protocol [alias...]`, of which those of TCP count.
  ///
  /// @see <a href="https://man7.org/linux/man-pages/man5/services.5.html">services(5)</a>
  private static Map<String, Integer> services(Path file) {
    Map<String, Integer> ports = new HashMap<>();
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      lines.forEach(line -> {
        String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", 0);
        if (words.length >= 2 && words[1].matches("[0-9]{1,5}/tcp")) {
          int port = Integer.parseInt(words[1].substring(0, words[1].indexOf('/')));
          for (int i = 0; i < words.length; i++) {
            if (i != 1 && port >= 1 && port <= PortRange.MAX_PORT) {
              ports.putIfAbsent(words[i], port);
            }
          }
        }
      });
    } catch (IOException e) {
      return Map.of(); // a machine without the list knows no services
    }
    return ports;
  }

  @Override
  public OptionalLong uid(String user) {
    try {
      return accounts.byName(user).map(Account::uid).stream().mapToLong(uid -> uid).findAny();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public OptionalInt port(String service) {
    Integer port = services.get(service);
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  @Override
  public List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
