package dev.sennit.daemon.config;

import dev.sennit.maps.MapsClientOptions;
import dev.sennit.net.Target;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A map as Postfix's configuration names it.
///
/// | notation | means |
/// |---|---|
/// | `tcp:host:port`, `tcp:port` | tcp_table; the host is localhost unless given; `[::1]` for IPv6 |
/// | `socketmap:inet:host:port:name` | one map of a socketmap server |
/// | `socketmap:unix:/path:name` | the same, on a UNIX socket |
///
/// @see <a href="https://www.postfix.org/DATABASE_README.html">Postfix, DATABASE_README</a>
public final class MapsEndpoint {
  private static final String FORMS =
      "tcp:HOST:PORT, socketmap:inet:HOST:PORT:NAME or socketmap:unix:PATH:NAME";
  private static final Pattern TCP = Pattern.compile("tcp:(?:(\\[[^]]*]|[^:]*):)?([^:]+)");
  private static final Pattern INET =
      Pattern.compile("socketmap:inet:(\\[[^]]*]|[^:]*):([^:]+):([^: ]+)");
  private static final Pattern UNIX = Pattern.compile("socketmap:unix:(.+):([^: ]+)");

  private MapsEndpoint() {}

  /// Reads the notation.
  ///
  /// @throws IllegalArgumentException if it is no such notation; names the bad part
  public static MapsClientOptions parse(String endpoint) {
    Matcher tcp = TCP.matcher(endpoint);
    if (tcp.matches()) {
      return MapsClientOptions.tcpTable(target(endpoint, tcp.group(1), tcp.group(2)));
    }
    Matcher inet = INET.matcher(endpoint);
    if (inet.matches()) {
      return MapsClientOptions.socketmap(
          target(endpoint, inet.group(1), inet.group(2)), inet.group(3));
    }
    Matcher unix = UNIX.matcher(endpoint);
    if (unix.matches()) {
      return MapsClientOptions.socketmap(Target.unix(Path.of(unix.group(1))), unix.group(2));
    }
    throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: " + FORMS + ")");
  }

  private static Target target(String endpoint, String host, String port) {
    String name = host == null || host.isEmpty() ? "localhost" : host;
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    try {
      return Target.tcp(
          bracketed ? name.substring(1, name.length() - 1) : name, Integer.parseInt(port));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "endpoint: " + endpoint + ": port " + port + " (expected: 1 to 65535)", e);
    }
  }
}
