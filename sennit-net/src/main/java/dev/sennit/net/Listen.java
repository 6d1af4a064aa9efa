package dev.sennit.net;

import dev.sennit.net.EndpointText.Part;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a server listens. Written as Twisted's server endpoint strings, read by [#parse].
///
/// | string | means |
/// |---|---|
/// | `tcp:4242:interface=127.0.0.1:backlog=1024` | TCP; without `interface`, or with `[::]`, every address of the machine, with `0.0.0.0` every one of IPv4; port 0 takes a free one |
/// | `unix:/run/sennit/maps.sock:mode=660:owner=root:group=postfix` | a UNIX socket; `mode` is octal |
/// | `tls:4343:interface=127.0.0.1:certKey=cert.pem:privateKey=key.pem` | TLS over TCP; `trustRoots=ca.pem` demands a certificate of the client |
/// | `systemd:domain=INET:index=0`, `systemd:domain=UNIX:name=maps` | a socket that systemd opened for this process |
/// | `inetd` | the listening socket that is standard input, as inetd's `wait` has it |
public sealed interface Listen {
  /// How many connections the kernel keeps until they are accepted, unless said otherwise.
  int DEFAULT_BACKLOG = 4096;

  /// A TCP port.
  ///
  /// @param host an address or a name of this machine; empty or `::` for all its addresses,
  ///   `0.0.0.0` for all those of IPv4
  /// @param port 0 to 65535; 0 takes a free port
  /// @param backlog connections that wait to be accepted, 1 or more
  record Tcp(String host, int port, int backlog) implements Listen {
    /// @throws IllegalArgumentException if a number is out of its range
    public Tcp {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
      }
      if (backlog < 1) {
        throw new IllegalArgumentException("backlog: " + backlog + " (expected: 1 or more)");
      }
    }

    /// Whether it is reached from this machine only.
    public boolean isLoopback() {
      return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    @Override
    public String toString() {
      String at = host.isEmpty() ? "" : ":interface=" + EndpointText.quote(host);
      return "tcp:" + port + at + (backlog == DEFAULT_BACKLOG ? "" : ":backlog=" + backlog);
    }
  }

  /// A UNIX stream socket. The file appears with its final mode and owner; a stale file of a dead
  /// server is replaced, one that somebody still answers on is an error.
  ///
  /// @param path the socket file
  /// @param mode permission bits, 0 to 0777
  /// @param owner a user name, or null to leave it
  /// @param group a group name, or null to leave it
  /// @param backlog connections that wait to be accepted, 1 or more
  record Unix(Path path, int mode, @Nullable String owner, @Nullable String group, int backlog)
      implements Listen {
    /// @throws IllegalArgumentException if the mode or the backlog is out of its range
    public Unix {
      if (mode < 0 || mode > 0777) {
        throw new IllegalArgumentException(
            "mode: " + Integer.toOctalString(mode) + " (expected: octal 0 to 777)");
      }
      if (backlog < 1) {
        throw new IllegalArgumentException("backlog: " + backlog + " (expected: 1 or more)");
      }
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("unix:" + EndpointText.quote(path.toString()));
      text.append(":mode=").append(Integer.toOctalString(mode));
      if (owner != null) {
        text.append(":owner=").append(EndpointText.quote(owner));
      }
      if (group != null) {
        text.append(":group=").append(EndpointText.quote(group));
      }
      return text.append(backlog == DEFAULT_BACKLOG ? "" : ":backlog=" + backlog).toString();
    }
  }

  /// A listening socket that this process was started with (`LISTEN_FDS`, `LISTEN_FDNAMES`, or
  /// standard input).
  ///
  /// @param unix whether it is a UNIX socket
  /// @param index its place among the inherited sockets, from 0; -1 where `name` says which, or it
  ///   is standard input
  /// @param name its `FileDescriptorName`, or null where `index` says which, or it is standard
  ///   input
  /// @see <a
  ///   href="https://www.freedesktop.org/software/systemd/man/sd_listen_fds.html">sd_listen_fds(3)</a>
  record Inherited(boolean unix, int index, @Nullable String name) implements Listen {
    /// The TCP socket that is standard input.
    public static final Inherited STANDARD_INPUT = new Inherited(false, -1, null);

    @Override
    public String toString() {
      if (equals(STANDARD_INPUT)) {
        return "inetd";
      }
      return "systemd:domain="
          + (unix ? "UNIX" : "INET")
          + (name == null ? ":index=" + index : ":name=" + EndpointText.quote(name));
    }
  }

  /// TLS inside another address.
  ///
  /// @param inside where the bytes come from
  /// @param tls the certificate that is shown, and what is asked of the peer
  record Secure(Listen inside, Tls tls) implements Listen {
    @Override
    public String toString() {
      return inside.toString().replaceFirst("^tcp:", "tls:") + tls.forListen();
    }
  }

  /// A TCP port on one address of this machine.
  static Listen tcp(String host, int port) {
    return new Tcp(host, port, DEFAULT_BACKLOG);
  }

  /// A UNIX socket that its owner and group may use.
  static Listen unix(Path path) {
    return new Unix(path, 0660, null, null, DEFAULT_BACKLOG);
  }

  /// Reads an endpoint string.
  ///
  /// @throws EndpointSyntaxException if it cannot be read; the message points at the bad part
  static Listen parse(String endpoint) {
    EndpointText text = new EndpointText(endpoint);
    return switch (text.kind()) {
      case "tcp", "tcp4", "tcp6" -> {
        Tcp tcp = tcpOf(text, 1);
        text.finish(3, "port, interface, backlog");
        yield tcp;
      }
      case "unix" -> unixOf(text);
      case "tls", "ssl" -> {
        Tcp tcp = tcpOf(text, -1);
        Tls tls = Tls.ofServer(text);
        text.finish(1, "port, interface, backlog, certKey, privateKey, trustRoots");
        yield new Secure(tcp, tls);
      }
      case "systemd" -> inheritedOf(text);
      case "inetd" -> {
        text.finish(0, "no arguments");
        yield Inherited.STANDARD_INPUT;
      }
      default -> throw text.unknownKind("tcp, unix, tls, systemd or inetd");
    };
  }

  private static Tcp tcpOf(EndpointText text, int interfacePosition) {
    int port = text.number(text.need(0, "port", "NUMBER"), 0, 65535, "a port");
    Part host = text.take(interfacePosition, "interface");
    return new Tcp(
        host == null ? "" : EndpointText.host(host),
        port,
        backlogOf(text, interfacePosition < 0 ? -1 : 2));
  }

  private static Unix unixOf(EndpointText text) {
    Path path = text.path(text.need(0, "address", "PATH"));
    Part mode = text.take(1, "mode");
    Part owner = text.take(-1, "owner");
    Part group = text.take(-1, "group");
    int backlog = backlogOf(text, 2);
    text.take(-1, "lockfile"); // Twisted's; the stale-file check needs none
    text.finish(3, "address, mode, owner, group, backlog");
    return new Unix(
        path,
        mode == null ? 0660 : octal(text, mode),
        owner == null ? null : owner.text(),
        group == null ? null : group.text(),
        backlog);
  }

  private static int octal(EndpointText text, Part mode) {
    if (!mode.text().matches("[0-7]{1,4}") || Integer.parseInt(mode.text(), 8) > 0777) {
      throw text.wrong(mode, "octal permissions, 0 to 777");
    }
    return Integer.parseInt(mode.text(), 8);
  }

  private static int backlogOf(EndpointText text, int position) {
    Part backlog = text.take(position, "backlog");
    return backlog == null
        ? DEFAULT_BACKLOG
        : text.number(backlog, 1, Integer.MAX_VALUE, "a backlog");
  }

  private static Inherited inheritedOf(EndpointText text) {
    Part domain = text.need(0, "domain", "INET, INET6 or UNIX");
    if (!domain.text().matches("INET6?|UNIX")) {
      throw text.wrong(domain, "INET, INET6 or UNIX");
    }
    Part index = text.take(1, "index");
    Part name = text.take(-1, "name");
    if ((index == null) == (name == null)) {
      throw text.wrong(domain, "either index=NUMBER or name=TEXT behind the domain");
    }
    text.finish(2, "domain, index, name");
    if (name != null && name.text().isEmpty()) {
      throw text.wrong(name, "the name of a socket");
    }
    return new Inherited(
        domain.text().equals("UNIX"),
        index == null ? -1 : text.number(index, 0, 1000, "an index"),
        name == null ? null : name.text());
  }
}
