package dev.sennit.amp;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.runtime.NettyConnector;
import dev.sennit.net.runtime.Terms;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes connections to one AMP server. Both sides of each may ask.
///
/// Safe for many threads.
public final class AmpClient implements AutoCloseable {
  /// How long connections that are broken off may take to be gone.
  private static final Duration BREAKING = Duration.ofSeconds(2);

  private final AmpClientOptions options;
  private final AmpTerms terms;
  private final NettyConnector connector;
  private final Set<AmpLine> lines = ConcurrentHashMap.newKeySet();
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
                options.listener()),
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

  private void opened(AmpLine line, CompletableFuture<AmpConnection> made) {
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
    lines.forEach(AmpLine::close);
    if (!allGone(options.timeouts().grace())) {
      lines.forEach(AmpLine::breakOff);
      boolean _ = allGone(BREAKING);
    }
    connector.close();
  }

  private boolean allGone(Duration longest) {
    CompletableFuture<?>[] ends =
        lines.stream().map(AmpLine::whenGone).toArray(CompletableFuture[]::new);
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
