package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// A connection of our own, to try a lookup with.
final class LoopbackProbe implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final SocketChannel near;
  private final SocketChannel far;

  private LoopbackProbe(ServerSocketChannel listener, SocketChannel near, SocketChannel far) {
    this.listener = listener;
    this.near = near;
    this.far = far;
  }

  /// @param address of loopback
  /// @throws IOException if there is no such address here
  static LoopbackProbe connect(InetAddress address) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    SocketChannel near = null;
    try {
      listener.bind(new InetSocketAddress(address, 0), 1);
      near = SocketChannel.open(listener.getLocalAddress());
      // Closing resets, so that nothing stays behind in TIME_WAIT.
      near.setOption(StandardSocketOptions.SO_LINGER, 0);
      return new LoopbackProbe(listener, near, listener.accept());
    } catch (IOException e) {
      listener.close();
      if (near != null) {
        near.close();
      }
      throw e;
    }
  }

  /// The end that called.
  IdentConnection calling() throws IOException {
    return ends(near);
  }

  /// The end that was called.
  IdentConnection called() throws IOException {
    return ends(far);
  }

  /// Ends of which only the local one is there, and listens.
  IdentConnection listening() throws IOException {
    InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
    return new IdentConnection(local, new InetSocketAddress(local.getAddress(), 1));
  }

  private static IdentConnection ends(SocketChannel channel) throws IOException {
    return new IdentConnection(
        (InetSocketAddress) channel.getLocalAddress(),
        (InetSocketAddress) channel.getRemoteAddress());
  }

  @Override
  public void close() throws IOException {
    try (listener;
        far) {
      near.close();
    }
  }
}
