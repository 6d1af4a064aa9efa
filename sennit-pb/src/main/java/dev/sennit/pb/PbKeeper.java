package dev.sennit.pb;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Complaints;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Stays connected to a server and logged in: connects and logs in again whenever the connection is
/// lost, and says which references died with it.
///
/// ```
/// try (var keeper = PbKeeper.start(
///     options, client -> client.login("guest", "secret", mind), new PbKeeper.Watcher() {
///       public void entered(PbRemote avatar) { avatar.send("hello"); }
///       public void lost(List<PbRemote> dead) { rooms.removeAll(dead); }
///     })) {
///   keeper.avatar().join().call("say", "to whoever is there now, or next").join();
/// }
/// ```
///
/// Before it tries again it waits: 0.1 s, then twice as long each time, up to 30 s, with up to a
/// fifth more by chance, so that many clients do not come back at once. A connection that lasted 30
/// s ends that; a shorter one does not, since two keepers of one user, of whom the server lets in
/// the last only, would else turn each other out for ever. A login that is refused, or is not
/// answered for 30 s, is an attempt that failed: the user may be let in later.
///
/// In Twisted: `pb.PBClientFactory` with its reconnecting flag, and what users wrote around it.
public final class PbKeeper implements AutoCloseable {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final Duration LONGEST_ENTRANCE = Duration.ofSeconds(30);
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.pb");

  /// How to get in on a connection that was just made.
  @FunctionalInterface
  public interface Entrance {
    /// Logs in, or finds what the application begins with: `client.login(...)`, or
    /// `Reply.of(CompletableFuture.completedStage(client.root()))`.
    Reply<PbRemote> enter(PbClient client);
  }

  /// Who hears of it. All methods run on the keeper's virtual thread, one at a time and in the
  /// order of what happened, and may block.
  public interface Watcher {
    /// Hears nothing.
    Watcher NONE = new Watcher() {};

    /// Connected and logged in.
    default void entered(PbRemote avatar) {}

    /// The connection is lost.
    ///
    /// @param dead the references that the server had given on it and that were not given back, the
    ///   avatar among them: equal to those that the application holds, and useless
    default void lost(List<PbRemote> dead) {}

    /// An attempt failed; there will be another.
    default void failed(Throwable cause) {}
  }

  private final PbClientOptions options;
  private final Entrance entrance;
  private final Watcher watcher;
  private final Duration longestEntrance;
  private final Thread thread;
  private CompletableFuture<PbRemote> avatar = new CompletableFuture<>();
  private boolean closed;

  private PbKeeper(
      PbClientOptions options, Entrance entrance, Watcher watcher, Duration longestEntrance) {
    this.options = options;
    this.entrance = entrance;
    this.watcher = watcher;
    this.longestEntrance = longestEntrance;
    this.thread = Thread.ofVirtual().name("sennit-pb-keeper").unstarted(this::run);
  }

  /// Begins to connect, on a virtual thread of its own.
  public static PbKeeper start(PbClientOptions options, Entrance entrance, Watcher watcher) {
    return start(options, entrance, watcher, LONGEST_ENTRANCE);
  }

  static PbKeeper start(
      PbClientOptions options, Entrance entrance, Watcher watcher, Duration longestEntrance) {
    PbKeeper keeper = new PbKeeper(options, entrance, watcher, longestEntrance);
    keeper.thread.start();
    return keeper;
  }

  /// The avatar, as soon as there is one: at once while logged in, else after the next login.
  ///
  /// @return fails with [ConnectionLostException] if the keeper is closed before
  public synchronized Reply<PbRemote> avatar() {
    return Reply.of(avatar.copy());
  }

  private void run() {
    try {
      long pauseMillis = FIRST_PAUSE_MILLIS;
      while (!isClosed()) {
        long begunNanos = System.nanoTime();
        try {
          stay();
          if (System.nanoTime() - begunNanos >= LONGEST_PAUSE_MILLIS * 1_000_000) {
            pauseMillis = FIRST_PAUSE_MILLIS;
          }
        } catch (RuntimeException | ExecutionException e) {
          Throwable cause =
              e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
          COMPLAINTS.warn("pb: " + options.target() + ": " + cause.getMessage(), null);
          tell(() -> watcher.failed(cause));
        }
        Thread.sleep(pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis / 5 + 1));
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /// One connection from its beginning to its end.
  private void stay() throws InterruptedException, ExecutionException {
    try (PbClient client = PbClient.open(options)) {
      CountDownLatch gone = new CountDownLatch(1);
      client.connection().whenGone(gone::countDown);
      PbRemote entered = entered(client);
      arrived(entered);
      try {
        tell(() -> watcher.entered(entered));
        gone.await();
      } finally {
        left();
      }
      List<PbRemote> dead = client.connection().broker().died();
      tell(() -> watcher.lost(dead));
    }
  }

  private PbRemote entered(PbClient client) throws InterruptedException, ExecutionException {
    try {
      return entrance.enter(client).get(longestEntrance.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RequestTimeoutException("login", longestEntrance, e);
    }
  }

  private synchronized void arrived(PbRemote entered) {
    avatar.complete(entered);
  }

  private synchronized void left() {
    if (!closed) {
      avatar = new CompletableFuture<>();
    }
  }

  private void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      COMPLAINTS.warn("pb: " + options.target() + ": a watcher failed: " + e, e);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /// Ends the connection, and connects no more; the watcher hears nothing of that. Waits until the
  /// connection is gone.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (!avatar.completeExceptionally(new ConnectionLostException("the keeper is closed"))) {
        avatar =
            CompletableFuture.failedFuture(new ConnectionLostException("the keeper is closed"));
      }
    }
    thread.interrupt();
    if (!Thread.currentThread().equals(thread)) { // a watcher may close it too
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "PB keeper of " + options.target();
  }
}
