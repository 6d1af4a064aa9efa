package dev.sennit.daemon.source;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs statements on as many platform threads as there are connections.
final class SqlWorkers implements AutoCloseable {
  private static final int WAITING_PER_CONNECTION = 128;
  private static final Duration REST = Duration.ofMillis(250);

  /* Why not on the caller's thread. Callers are virtual threads that get interrupted when their
   * time is up or their client is gone. A driver that reads a socket loses its connection by that,
   * and SQLite, being native code, would not notice at all and hold the carrier. So the caller only
   * waits: when it must go, it goes at once, the statement is cancelled, and the connection lives.
   *
   * A database that cannot be reached costs a wait for a connection. After one such failure the
   * next questions within REST fail at once with the same cause, so that a dead server is told
   * quickly and one that is back is found soon. */

  /// Something to do with a connection.
  interface Work<T> {
    T with(Connection connection, Running running) throws SQLException;
  }

  private record Failure(long atNanos, SQLException cause) {}

  private final SqlDatabase database;
  private final HikariDataSource pool;
  private final ThreadPoolExecutor threads;
  private volatile @Nullable Failure unreachable;

  SqlWorkers(SqlDatabase database, boolean writes) {
    this.database = database;
    pool = SqlConnections.pool(database, writes);
    threads =
        new ThreadPoolExecutor(
            database.pool(),
            database.pool(),
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(database.pool() * WAITING_PER_CONNECTION),
            Thread.ofPlatform().daemon().name("sennit-sql-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Does the work, and waits for it at most as long as a lookup may take.
  ///
  /// @throws SQLException for what the database says; if too many lookups are waiting; if the time
  ///   is over
  /// @throws InterruptedException if the caller is no longer interested
  <T> T run(Work<T> work) throws SQLException, InterruptedException {
    failFast();
    Running running = new Running(System.nanoTime() + database.timeout().toNanos());
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      threads.execute(() -> attempt(work, running, answer));
    } catch (RejectedExecutionException e) {
      throw new SQLTransientException(
          threads.isShutdown()
              ? "database: closed (expected: open)"
              : "pool: all "
                  + database.pool()
                  + " connections busy and "
                  + threads.getQueue().size()
                  + " lookups waiting (expected: a faster database or a larger pool)",
          e);
    }
    try {
      return answer.get(database.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      running.cancel();
      throw new SQLTimeoutException(
          "database: no answer (expected: one within " + database.timeout().toMillis() + " ms)", e);
    } catch (InterruptedException e) {
      running.cancel();
      throw e;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private <T> void attempt(Work<T> work, Running running, CompletableFuture<T> answer) {
    try {
      if (!running.isOver()) {
        answer.complete(connected(work, running));
      }
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
  }

  private <T> T connected(Work<T> work, Running running) throws SQLException {
    try (Connection connection = connection()) {
      try {
        return work.with(connection, running);
      } finally {
        running.finish();
      }
    }
  }

  private Connection connection() throws SQLException {
    failFast();
    try {
      Connection connection = pool.getConnection();
      unreachable = null;
      return connection;
    } catch (SQLException e) {
      SQLException cause = e.getCause() instanceof SQLException deeper ? deeper : e;
      unreachable = new Failure(System.nanoTime(), cause);
      throw unreachable(cause);
    }
  }

  private void failFast() throws SQLException {
    Failure last = unreachable;
    if (last != null && System.nanoTime() - last.atNanos() < REST.toNanos()) {
      throw unreachable(last.cause());
    }
  }

  private static SQLException unreachable(SQLException cause) {
    return new SQLTransientException("database: unreachable: " + cause.getMessage(), cause);
  }

  private static SQLException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case SQLException e -> e;
      case Error e -> throw e;
      case null, default -> new SQLException("database: " + cause, cause);
    };
  }

  /// Lets go of all connections as they come back, because the database is another one now.
  void renew() {
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    pool.close();
  }

  /// One piece of work under way. Its caller may give it up from another thread; after [#finish]
  /// that touches the connection no more.
  static final class Running {
    private final long deadlineNanos;
    private @Nullable PreparedStatement statement;
    private boolean over;

    Running(long deadlineNanos) {
      this.deadlineNanos = deadlineNanos;
    }

    synchronized boolean isOver() {
      return over || System.nanoTime() - deadlineNanos > 0;
    }

    /// Tells which statement is to be cancelled, before it runs.
    synchronized void begin(PreparedStatement now) throws SQLException {
      if (isOver()) {
        throw new SQLTimeoutException("database: no connection in time (expected: one)");
      }
      statement = now;
    }

    synchronized void finish() {
      statement = null;
      over = true;
    }

    /// Cancels on a thread of its own: drivers may open a connection for it.
    void cancel() {
      Thread.ofPlatform().daemon().name("sennit-sql-cancel").start(this::cancelNow);
    }

    private synchronized void cancelNow() {
      over = true;
      PreparedStatement running = statement;
      if (running != null) {
        try {
          running.cancel();
        } catch (SQLException e) {
          System.getLogger(SqlWorkers.class.getName()).log(System.Logger.Level.DEBUG, "cancel", e);
        }
      }
    }
  }
}
