package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Listen;
import dev.sennit.net.Server;
import dev.sennit.net.Transport;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The life of a server of any room: its listening sockets, its connections, its end.
public final class NettyServer implements Server {
  /// How long the end of broken connections may take to be noticed.
  private static final Duration BREAKING_OFF = Duration.ofSeconds(2);

  private final Terms terms;
  private final Loops.Lease loops;
  private final ConnectionTable table;
  private final List<Listener> listeners = new ArrayList<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
  private final CountDownLatch closed = new CountDownLatch(1);

  private NettyServer(Terms terms, Loops.Lease loops, Holdings holdings) {
    this.terms = terms;
    this.loops = loops;
    this.table = new ConnectionTable(terms.limits(), holdings);
  }

  /// Listens on all the addresses, or on none.
  ///
  /// @param conversations makes the parts of one connection
  /// @param handler answers what the sessions ask
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static <M, Q, R> NettyServer start(
      Terms terms,
      Transport transport,
      List<Listen> addresses,
      Supplier<Conversation<M, Q, R>> conversations,
      Handler<Q, R> handler) {
    return start(
        terms, transport, addresses, () -> new Side<>(conversations.get(), handler, _ -> {}));
  }

  /// As above, where both sides of a connection ask.
  ///
  /// @param sides makes this side of one connection
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static <M, Q, R> NettyServer start(
      Terms terms, Transport transport, List<Listen> addresses, Supplier<Side<M, Q, R>> sides) {
    return start(terms, transport, addresses, sides, Holdings.SHARED);
  }

  static <M, Q, R> NettyServer start(
      Terms terms,
      Transport transport,
      List<Listen> addresses,
      Supplier<Side<M, Q, R>> sides,
      Holdings holdings) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("listen: [] (expected: one address or more)");
    }
    NettyServer server = new NettyServer(terms, Loops.lease(Natives.of(transport)), holdings);
    Listener.Reception reception =
        new Listener.Reception(
            terms.limits(),
            () -> new SessionChannel<>(terms, sides.get(), server.table),
            () -> new AcceptFailures(terms.room(), server.table),
            terms.descriptors() && server.loops.natives().carriesDescriptors());
    try {
      for (Listen address : addresses) {
        server.listeners.add(Listener.open(server.loops, address, reception));
      }
    } catch (RuntimeException e) {
      server.close(Duration.ZERO);
      throw e;
    }
    return server;
  }

  @Override
  public void rereadCertificates() {
    listeners.forEach(Listener::rereadCertificates);
  }

  @Override
  public int connections() {
    return table.size();
  }

  @Override
  public List<SocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  @Override
  public State state() {
    return state.get();
  }

  @Override
  public void close() {
    close(terms.timeouts().grace());
  }

  @Override
  public void close(Duration grace) {
    if (!state.compareAndSet(State.RUNNING, State.STOPPING)) {
      if (!awaitQuietly(grace)) {
        table.breakAll();
        boolean _ = awaitQuietly(BREAKING_OFF);
      }
      return;
    }
    try {
      listeners.forEach(Listener::close);
      CompletableFuture<Void> empty = table.whenEmpty();
      table.endAll(CloseReason.STOPPED);
      if (!await(empty, grace)) {
        table.breakAll();
        await(empty, BREAKING_OFF);
      }
    } finally {
      loops.giveBack();
      state.set(State.STOPPED);
      closed.countDown();
    }
  }

  private static boolean await(CompletableFuture<Void> empty, Duration longest) {
    try {
      empty.get(nanos(longest), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean awaitQuietly(Duration longest) {
    try {
      return closed.await(nanos(longest), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long nanos(Duration time) {
    return TimeUnit.NANOSECONDS.convert(time); // the most there is, where it does not fit
  }

  @Override
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /// For the room's own `toString`.
  @Override
  public String toString() {
    return terms.room()
        + " server on "
        + addresses().stream().map(SocketAddress::toString).toList()
        + ", "
        + state();
  }
}
