package dev.sennit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Finds a port for a program that cannot be told to take any free one itself. Prefer port 0
/// wherever it works: between the finding and the use somebody else may take the port.
public final class FreePort {
  private FreePort() {}

  /// A TCP port of 127.0.0.1 on which nobody listens now.
  public static int tcp() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
