package dev.sennit.net;

import dev.sennit.net.EndpointText.Part;
import java.nio.file.Path;

/// Whom a client calls. Written as Twisted's client endpoint strings, read by [#parse].
///
/// | string | means |
/// |---|---|
/// | `tcp:host:4242` | TCP; every address of the name is tried in turn |
/// | `unix:/run/sennit/maps.sock` | a UNIX socket |
/// | `tls:host:4343:trustRoots=ca.pem:certificate=c.pem:privateKey=k.pem` | TLS over TCP; the certificate must name the host |
public sealed interface Target {

  /// A TCP port of a host.
  ///
  /// @param host an address or a name
  /// @param port 1 to 65535
  record Tcp(String host, int port) implements Target {
    /// @throws IllegalArgumentException if the port is out of its range
    public Tcp {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
      }
    }

    @Override
    public String toString() {
      return "tcp:" + EndpointText.quote(host) + ":" + port;
    }
  }

  /// A UNIX stream socket.
  ///
  /// @param path the socket file
  record Unix(Path path) implements Target {
    @Override
    public String toString() {
      return "unix:" + EndpointText.quote(path.toString());
    }
  }

  /// TLS inside another address.
  ///
  /// @param inside where the bytes go
  /// @param tls whom to trust, and what to show if asked
  record Secure(Target inside, Tls tls) implements Target {
    @Override
    public String toString() {
      return inside.toString().replaceFirst("^tcp:", "tls:") + tls.forTarget();
    }
  }

  /// A TCP port of a host.
  static Target tcp(String host, int port) {
    return new Tcp(host, port);
  }

  /// A UNIX socket.
  static Target unix(Path path) {
    return new Unix(path);
  }

  /// Reads an endpoint string.
  ///
  /// @throws EndpointSyntaxException if it cannot be read; the message points at the bad part
  static Target parse(String endpoint) {
    EndpointText text = new EndpointText(endpoint);
    return switch (text.kind()) {
      case "tcp" -> {
        Tcp tcp = tcpOf(text);
        text.finish(2, "host, port");
        yield tcp;
      }
      case "unix" -> {
        Path path = text.path(text.need(0, "path", "PATH"));
        text.finish(1, "path");
        yield new Unix(path);
      }
      case "tls" -> {
        Tcp tcp = tcpOf(text);
        Tls tls = Tls.ofClient(text);
        text.finish(2, "host, port, trustRoots, certificate, privateKey");
        yield new Secure(tcp, tls);
      }
      default -> throw text.unknownKind("tcp, unix or tls");
    };
  }

  private static Tcp tcpOf(EndpointText text) {
    Part host = text.need(0, "host", "NAME");
    Part port = text.need(1, "port", "NUMBER");
    return new Tcp(EndpointText.host(host), text.number(port, 1, 65535, "a port"));
  }
}
