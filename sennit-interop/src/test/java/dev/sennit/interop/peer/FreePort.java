package dev.sennit.interop.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Finds TCP ports on loopback that nobody listens on, for programs that cannot choose themselves.
public final class FreePort {
  private FreePort() {}

  /// A port that was free a moment ago.
  public static int next() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
