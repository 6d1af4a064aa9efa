package dev.sennit.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The other end of a connection, played by a test: sends exactly these bytes, expects exactly
/// those, over TCP or a UNIX socket.
///
///     try (var peer = RawPeer.connect(port)) {
///       peer.send("get alice\\n").expect("200 alice@example.com\\n").halfClose().expectEof();
///     }
///
/// Texts are written as in [Escapes]. Every wait ends at the deadline with an [AssertionError] that
/// shows what did arrive. Blocks the calling thread; not for use by two threads at once.
public final class RawPeer implements AutoCloseable {
  /// How long a wait may take unless [#within(Duration)] says otherwise.
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int READ_BYTES = 8192;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private byte[] unread = {};
  private Duration patience = PATIENCE;

  RawPeer(SocketChannel channel) {
    this.channel = channel;
    try {
      channel.configureBlocking(false);
      selector = Selector.open();
      key = channel.register(selector, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects to a port on 127.0.0.1.
  ///
  /// @param port 1..65535
  /// @throws UncheckedIOException if nobody listens there
  public static RawPeer connect(int port) {
    return connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  /// Connects to a UNIX socket.
  ///
  /// @throws UncheckedIOException if nobody listens there
  public static RawPeer connect(Path socket) {
    return connect(UnixDomainSocketAddress.of(socket));
  }

  /// Connects to an [InetSocketAddress] or a [UnixDomainSocketAddress].
  ///
  /// @throws UncheckedIOException if nobody listens there
  public static RawPeer connect(SocketAddress address) {
    try {
      SocketChannel channel =
          address instanceof UnixDomainSocketAddress
              ? SocketChannel.open(StandardProtocolFamily.UNIX)
              : SocketChannel.open();
      try {
        channel.connect(address);
        return new RawPeer(channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("connect " + address + ": " + e.getMessage(), e);
    }
  }

  /// Sets the time that each later wait may take.
  public RawPeer within(Duration time) {
    patience = time;
    return this;
  }

  /// Sends the bytes of the text.
  ///
  /// @throws AssertionError if the peer does not take them in time
  public RawPeer send(String text) {
    return send(Escapes.bytes(text));
  }

  /// Sends the bytes.
  ///
  /// @throws AssertionError if the peer does not take them in time
  /// @throws UncheckedIOException if the connection is gone
  public RawPeer send(byte[] bytes) {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    long start = System.nanoTime();
    try {
      while (out.hasRemaining()) {
        if (channel.write(out) == 0 && !ready(SelectionKey.OP_WRITE, start)) {
          throw new AssertionError(
              "sent: " + out.position() + " bytes (expected: " + bytes.length + ") in " + patience);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("send: " + e.getMessage(), e);
    }
    return this;
  }

  /// Reads as many bytes as the text has and compares them.
  ///
  /// @throws AssertionError if other bytes, the end or the deadline come first
  public RawPeer expect(String text) {
    return expect(Escapes.bytes(text));
  }

  /// Reads as many bytes as these and compares them.
  ///
  /// @throws AssertionError if other bytes, the end or the deadline come first
  public RawPeer expect(byte[] bytes) {
    WireAssert.assertThat(read(bytes.length)).isEqualTo(bytes);
    return this;
  }

  /// Reads so many bytes, fewer if the connection ends or the deadline comes first.
  public byte[] read(int count) {
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    in.writeBytes(unread);
    unread = new byte[0];
    long start = System.nanoTime();
    try {
      while (in.size() < count) {
        byte[] some = receive(start);
        if (some.length == 0) {
          break;
        }
        in.writeBytes(some);
      }
    } catch (IOException e) {
      throw new AssertionError(
          "read: " + e.getMessage() + " after: " + Escapes.text(in.toByteArray()), e);
    }
    ByteBuffer all = ByteBuffer.wrap(in.toByteArray());
    byte[] result = new byte[Math.min(count, in.size())];
    all.get(result);
    unread = new byte[all.remaining()];
    all.get(unread);
    return result;
  }

  /// Waits for the peer to end its side; nothing may come before.
  ///
  /// @throws AssertionError if bytes, a reset or the deadline come first
  public RawPeer expectEof() {
    try {
      int last = receiveOrEnd();
      if (last >= 0) {
        throw new AssertionError(instead("the end"));
      }
    } catch (IOException e) {
      throw new AssertionError("read: " + e.getMessage() + " (expected: the end)", e);
    }
    return this;
  }

  /// Waits for the peer to reset the connection; nothing may come before.
  ///
  /// @throws AssertionError if bytes, an orderly end or the deadline come first
  public RawPeer expectReset() {
    int last;
    try {
      last = receiveOrEnd();
    } catch (IOException _) {
      return this;
    }
    throw new AssertionError(last < 0 ? "read: the end (expected: a reset)" : instead("a reset"));
  }

  /// Ends our side; what the peer still sends can be read.
  public RawPeer halfClose() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Drops a TCP connection so that the peer sees a reset instead of an end.
  public void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  /// Our own address, as the peer sees it.
  public SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The peer's address, as we see it.
  public SocketAddress remoteAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (channel;
        selector) {
      key.cancel();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String instead(String expected) {
    return unread.length == 0
        ? "read: nothing in " + patience + " (expected: " + expected + ")"
        : "read: " + Escapes.text(unread) + " (expected: " + expected + ")";
  }

  /// -1 at the end; 0 at the deadline; else what came is in `unread`.
  private int receiveOrEnd() throws IOException {
    if (unread.length > 0) {
      return unread.length;
    }
    ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
    long start = System.nanoTime();
    int count = channel.read(in);
    while (count == 0 && ready(SelectionKey.OP_READ, start)) {
      count = channel.read(in);
    }
    if (count > 0) {
      unread = new byte[count];
      in.flip().get(unread);
    }
    return count;
  }

  /// What the channel has next; empty at the end and at the deadline.
  private byte[] receive(long start) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(READ_BYTES);
    int count = channel.read(in);
    while (count == 0 && ready(SelectionKey.OP_READ, start)) {
      count = channel.read(in);
    }
    byte[] some = new byte[Math.max(count, 0)];
    in.flip().get(some);
    return some;
  }

  /// False when the deadline has come.
  private boolean ready(int interest, long start) throws IOException {
    long leftMillis =
        patience.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (leftMillis <= 0) {
      return false;
    }
    key.interestOps(interest);
    selector.select(leftMillis);
    selector.selectedKeys().clear();
    return true;
  }
}
