package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Ends of connections, as tests write them.
final class Ends {
  private Ends() {}

  static InetSocketAddress end(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  static IdentConnection connection(String local, int localPort, String remote, int remotePort) {
    return new IdentConnection(end(local, localPort), end(remote, remotePort));
  }
}
