package dev.sennit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A listening socket of a test: whoever connects becomes a [RawPeer].
///
/// Blocks the calling thread; not for use by two threads at once.
public final class RawServer implements AutoCloseable {
  private final ServerSocketChannel channel;
  private final Selector selector;
  private final SocketAddress address;

  private RawServer(ServerSocketChannel channel, SocketAddress wanted) {
    this.channel = channel;
    try {
      channel.bind(wanted);
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_ACCEPT);
      address = channel.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("listen " + wanted + ": " + e.getMessage(), e);
    }
  }

  /// Listens on a free port of 127.0.0.1.
  public static RawServer tcp() {
    return tcp(0);
  }

  /// Listens on a port of 127.0.0.1.
  ///
  /// @param port 0..65535, 0 for a free one
  public static RawServer tcp(int port) {
    try {
      return new RawServer(
          ServerSocketChannel.open(),
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Listens on a UNIX socket; the file is removed at the end.
  ///
  /// @param socket must not exist
  public static RawServer unix(Path socket) {
    try {
      return new RawServer(
          ServerSocketChannel.open(StandardProtocolFamily.UNIX),
          UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where this listens.
  public SocketAddress address() {
    return address;
  }

  /// The TCP port.
  ///
  /// @throws IllegalStateException if this is a UNIX socket
  public int port() {
    if (address instanceof InetSocketAddress tcp) {
      return tcp.getPort();
    }
    throw new IllegalStateException("address: " + address + " (expected: a TCP address)");
  }

  /// Waits for the next connection.
  ///
  /// @throws AssertionError if nobody connects within [RawPeer#PATIENCE]
  public RawPeer accept() {
    return accept(RawPeer.PATIENCE);
  }

  /// Waits for the next connection.
  ///
  /// @param patience at least one millisecond
  /// @throws AssertionError if nobody connects in time
  public RawPeer accept(Duration patience) {
    try {
      SocketChannel accepted = channel.accept();
      if (accepted == null) {
        selector.select(patience.toMillis());
        selector.selectedKeys().clear();
        accepted = channel.accept();
      }
      if (accepted == null) {
        throw new AssertionError("accept: nobody in " + patience + " (expected: a connection)");
      }
      return new RawPeer(accepted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (channel;
        selector) {
      if (address instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
