package dev.sennit.daemon.table;

import dev.sennit.daemon.source.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// All tables of the daemon by name, exchanged as a whole: a lookup sees the old ones or the new
/// ones, and the old sources are closed when the last lookup in them is done.
///
/// Safe for many threads; a lookup never waits for an exchange.
public final class TableSet implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.sennit.daemon.table");

  private volatile Generation current;

  /// @param tables the first tables
  /// @param sources what is closed with them
  public TableSet(Map<String, Table> tables, List<Source> sources) {
    this.current = new Generation(tables, sources);
  }

  /// Asks a table. The table is not closed before `question` returns.
  ///
  /// @return nothing if there is no table of that name
  public <T> Optional<T> ask(String name, Function<Table, T> question) {
    Generation generation = enter();
    try {
      @Nullable Table table = generation.tables.get(name);
      return table == null ? Optional.empty() : Optional.of(question.apply(table));
    } finally {
      generation.leave();
    }
  }

  /// The tables of now, by name, in the order of the configuration. For display: they may be closed
  /// at any moment.
  public Map<String, Table> tables() {
    return current.tables;
  }

  /// Puts new tables in the place of the old ones, which are closed when no lookup is in them.
  public void replace(Map<String, Table> tables, List<Source> sources) {
    Generation old = current;
    current = new Generation(tables, sources);
    old.retire();
  }

  /// Closes the sources when no lookup is in them, and waits for that, five seconds at most.
  /// Lookups that come later still find the tables, but their sources may fail.
  @Override
  public void close() {
    Generation last = current;
    last.retire();
    last.closed.completeOnTimeout(null, 5, TimeUnit.SECONDS).join();
  }

  private Generation enter() {
    while (true) {
      Generation generation = current;
      if (generation.enter() || generation == current) {
        return generation;
      }
      generation.leave();
    }
  }

  /// Tables that live and die together.
  private static final class Generation {
    private static final long RETIRED = Long.MIN_VALUE;

    private final Map<String, Table> tables;
    private final List<Source> sources;

    /// Lookups in work; the sign bit says that no more should come.
    private final AtomicLong users = new AtomicLong();

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

    Generation(Map<String, Table> tables, List<Source> sources) {
      this.tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
      this.sources = List.copyOf(sources);
    }

    /// @return whether the generation was alive; it must be left in either case
    boolean enter() {
      return users.incrementAndGet() > 0;
    }

    void leave() {
      if (users.decrementAndGet() == RETIRED) {
        closeSources();
      }
    }

    void retire() {
      if (users.getAndUpdate(n -> n < 0 ? n : n + RETIRED) == 0) {
        closeSources();
      }
    }

    /// On a thread of its own: closing a pool waits, and the last lookup may be on an event loop.
    private void closeSources() {
      if (closing.compareAndSet(false, true)) {
        Thread.ofVirtual()
            .name("close-tables")
            .start(() -> {
              sources.forEach(Generation::closeOne);
              closed.complete(null);
            });
      }
    }

    private static void closeOne(Source source) {
      try {
        source.close();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "a source did not close: " + Failure.describe(e));
      }
    }
  }
}
