package dev.sennit.amp;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.runtime.NettyConnector;
import dev.sennit.net.runtime.Terms;
import dev.sennit.net.session.Complaints;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Makes connections to one AMP server. Both sides of each may ask.
///
/// Safe for many threads.
public final class AmpClient implements AutoCloseable {
  /// How long connections that are broken off may take to be gone.
  private static final Duration BREAKING = Duration.ofSeconds(2);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.amp");

  private final AmpClientOptions options;
  private final AmpTerms terms;
  private final NettyConnector connector;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private final Set<Thread> keepers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private AmpClient(AmpClientOptions options) {
    this.options = options;
    this.terms = new AmpTerms(options.router(), options.amp(), options.timeouts());
    this.connector =
        new NettyConnector(
            new Terms(
                    "amp",
                    options.delivery(),
                    options.limits(),
                    options.timeouts(),
                    options.listener())
                .withDescriptors(),
            options.transport(),
            options.target());
  }

  /// Makes a client. Nothing is connected yet.
  public static AmpClient create(AmpClientOptions options) {
    return new AmpClient(options);
  }

  /// Connects, and waits until the connection can be used. It stays open until one side closes it,
  /// or this client is closed.
  ///
  /// @throws ConnectionLostException if no server could be reached
  /// @throws RequestTimeoutException if it took too long
  public AmpConnection connect() {
    return Waiting.on(connectAsync());
  }

  /// Connects. The reply fails as [#connect()] does.
  public Reply<AmpConnection> connectAsync() {
    CompletableFuture<AmpConnection> made = new CompletableFuture<>();
    var _ =
        connector
            .connectAs(() -> new AmpLine(terms).side(line -> opened(line, made)))
            .whenComplete((_, failure) -> {
              if (failure != null) {
                made.completeExceptionally(failure);
              }
            });
    return Reply.of(made);
  }

  /// Connects, and waits until the connection can be used, on which this side knows boxes only.
  ///
  /// @param receiver takes every box; has been told of the start when this returns
  /// @return where boxes are sent
  /// @throws ConnectionLostException if no server could be reached
  /// @throws RequestTimeoutException if it took too long
  public AmpBoxSender connectBoxes(AmpBoxReceiver receiver) {
    CompletableFuture<AmpBoxSender> made = new CompletableFuture<>();
    var _ =
        connector
            .connectAs(() -> new BoxLine(options.amp(), receiver).side(line -> opened(line, made)))
            .whenComplete((_, failure) -> {
              if (failure != null) {
                made.completeExceptionally(failure);
              }
            });
    return Waiting.on(Reply.of(made));
  }

  /// Connects, and connects again whenever the connection is lost, until this client is closed. The
  /// work is done on a virtual thread of its own.
  ///
  /// After an attempt that failed it waits: 0.1 s, then twice as long each time, up to 30 s, with
  /// up to a fifth more by chance, so that many clients do not come back at once.
  ///
  /// @param connected is told each connection once it can be used; may block
  public void stayConnected(Consumer<AmpConnection> connected) {
    Thread keeper =
        Thread.ofVirtual()
            .name("sennit-amp-keeper")
            .unstarted(() -> {
              try {
                keepConnected(connected);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the client is closed
              }
            });
    keepers.add(keeper);
    keeper.start();
    if (closed) {
      keeper.interrupt();
    }
  }

  private void keepConnected(Consumer<AmpConnection> connected) throws InterruptedException {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (!closed) {
      try {
        AmpConnection connection = connectAsync().get();
        pauseMillis = FIRST_PAUSE_MILLIS;
        connected.accept(connection);
        connection.closed().toCompletableFuture().get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        COMPLAINTS.warn(this + ": " + (cause == null ? e : cause).getMessage(), null);
        Thread.sleep(pauseMillis + ThreadLocalRandom.current().nextLong(pauseMillis / 5 + 1));
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private <L extends Line> void opened(L line, CompletableFuture<? super L> made) {
    lines.add(line);
    var _ = line.whenGone().thenRun(() -> lines.remove(line));
    made.complete(line);
    if (closed) {
      line.close();
    }
  }

  /// Lets what was asked be answered, as long as the grace allows, and closes every connection.
  @Override
  public void close() {
    closed = true;
    keepers.forEach(Thread::interrupt);
    lines.forEach(Line::close);
    if (!allGone(options.timeouts().grace())) {
      lines.forEach(Line::breakOff);
      boolean _ = allGone(BREAKING);
    }
    connector.close();
  }

  private boolean allGone(Duration longest) {
    CompletableFuture<?>[] ends =
        lines.stream().map(Line::whenGone).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(longest.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return connector.toString();
  }
}
