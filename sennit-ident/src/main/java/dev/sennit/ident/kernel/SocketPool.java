package dev.sennit.ident.kernel;

import dev.sennit.ident.kernel.netlink.NetlinkSocket;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Netlink sockets that are free. As many are made as threads ask at once, and few are kept.
final class SocketPool implements AutoCloseable {
  private static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();

  /// Opens a socket.
  interface Opener {
    NetlinkSocket open() throws IOException;
  }

  private final Opener opener;
  private final ConcurrentLinkedQueue<NetlinkSocket> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();
  private volatile boolean closed;

  /// Opens the first socket.
  SocketPool(Opener opener) throws IOException {
    this.opener = opener;
    give(opener.open());
  }

  NetlinkSocket take() throws IOException {
    if (closed) {
      throw new IOException("lookup: closed (expected: open)");
    }
    NetlinkSocket socket = free.poll();
    if (socket == null) {
      return opener.open();
    }
    kept.decrementAndGet();
    return socket;
  }

  /// Takes a socket back on which no answer is outstanding. Others must be closed instead.
  void give(NetlinkSocket socket) {
    if (kept.incrementAndGet() > KEPT) {
      kept.decrementAndGet();
      socket.close();
      return;
    }
    free.add(socket);
    if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (NetlinkSocket socket = free.poll(); socket != null; socket = free.poll()) {
      socket.close();
    }
  }
}
