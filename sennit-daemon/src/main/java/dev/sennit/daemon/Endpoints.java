package dev.sennit.daemon;

import dev.sennit.daemon.config.MapsListener;
import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Addresses in the words of Postfix's main.cf, and in those of clients.
final class Endpoints {
  private Endpoints() {}

  /// The listener as a client on this machine writes it: `tcp:127.0.0.1:4242`,
  /// `socketmap:inet:[::1]:4243`, `socketmap:unix:/run/sennit/maps.sock`. A listener on every
  /// address is reached by `localhost`.
  ///
  /// @param bound the address that it really has
  static String postfix(MapsListener listener, SocketAddress bound) {
    String prefix =
        switch (listener.protocol()) {
          case TCP_TABLE -> "";
          case SOCKETMAP -> "socketmap:";
        };
    return switch (listener.listen()) {
      case Listen.Unix unix -> prefix + "unix:" + unix.path();
      case Listen.Secure _ -> "tls:" + hostAndPort(bound);
      case Listen.Tcp _ -> inet(prefix, bound);
      case Listen.Inherited inherited ->
          bound instanceof InetSocketAddress
              ? inet(prefix, bound)
              : prefix + "unix: (" + inherited + ")"; // its path is known to who opened it
    };
  }

  /// The listener without the words of a protocol: `127.0.0.1:1113`, `unix:/run/x.sock`.
  ///
  /// @param bound the address that it really has
  static String plain(Listen listen, SocketAddress bound) {
    return switch (listen) {
      case Listen.Unix unix -> "unix:" + unix.path();
      case Listen.Secure _, Listen.Tcp _, Listen.Inherited _ -> hostAndPort(bound);
    };
  }

  /// The listener as the endpoint string of a client on this machine: `tcp:127.0.0.1:8749`,
  /// `tls:localhost:8750`, `unix:/run/x.sock`.
  ///
  /// @param bound the address that it really has
  static String client(Listen listen, SocketAddress bound) {
    if (!(bound instanceof InetSocketAddress inet)) {
      return listen instanceof Listen.Unix unix
          ? new Target.Unix(unix.path()).toString()
          : "unix: (" + listen + ")"; // its path is known to who opened it
    }
    InetAddress address = inet.getAddress();
    String host =
        address == null || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
    String tcp = Target.tcp(host, inet.getPort()).toString();
    return listen instanceof Listen.Secure ? tcp.replaceFirst("^tcp:", "tls:") : tcp;
  }

  /// The page of metrics and health, for a browser on this machine.
  static String http(InetSocketAddress bound) {
    return "http://" + hostAndPort(bound) + "/";
  }

  private static String inet(String prefix, SocketAddress bound) {
    return (prefix.isEmpty() ? "tcp:" : prefix + "inet:") + hostAndPort(bound);
  }

  private static String hostAndPort(SocketAddress bound) {
    if (!(bound instanceof InetSocketAddress inet)) {
      return bound.toString();
    }
    InetAddress address = inet.getAddress();
    String host =
        address == null || address.isAnyLocalAddress()
            ? "localhost"
            : address instanceof Inet6Address
                ? "[" + address.getHostAddress() + "]"
                : address.getHostAddress();
    return host + ":" + inet.getPort();
  }
}
