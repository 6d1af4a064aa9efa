package dev.sennit.daemon.table;

import dev.sennit.daemon.source.Source;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.wire.Octets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One table as clients see it: folds the key, tries its partial keys, and turns whatever the
/// source does into an answer that is safe to send.
///
/// | the source | the client is told |
/// |---|---|
/// | gives a value | the value, with prefix and suffix |
/// | gives an empty value | not found; logged, since Postfix would call it a configuration error |
/// | gives "not found" for every key of the walk | not found, or the default value |
/// | throws, or gives null | try later, with a text that tells nothing; logged with the cause |
///
/// Safe for many threads. Nothing is logged above level debug about lookups that succeed.
public final class Table {
  private static final System.Logger LOG = System.getLogger("dev.sennit.daemon.table");

  private final String name;
  private final Source source;
  private final KeyPlan keys;
  private final ValuePlan values;
  private final TableListener listener;
  private final boolean timed;
  private final SparseLog failures;
  private final SparseLog empties;
  private final AtomicReference<@Nullable Failure> lastFailure = new AtomicReference<>();

  /// @param source where the values come from; the table does not close it
  /// @param keys which keys are asked for
  public Table(String name, Source source, KeyPlan keys, TableListener listener) {
    this(name, source, keys, ValuePlan.EXACT, listener);
  }

  /// @param source where the values come from; the table does not close it
  /// @param keys which keys are asked for
  /// @param values what becomes of the answers
  public Table(String name, Source source, KeyPlan keys, ValuePlan values, TableListener listener) {
    this(name, source, keys, values, listener, SparseLog.Later.REAL);
  }

  Table(
      String name,
      Source source,
      KeyPlan keys,
      ValuePlan values,
      TableListener listener,
      SparseLog.Later later) {
    this.name = name;
    this.source = source;
    this.keys = keys;
    this.values = values;
    this.listener = listener;
    this.timed = !listener.equals(TableListener.NONE);
    this.failures =
        new SparseLog(
            "failures of table " + name, line -> LOG.log(System.Logger.Level.ERROR, line), later);
    this.empties =
        new SparseLog(
            "empty values in table " + name,
            line -> LOG.log(System.Logger.Level.WARNING, line),
            later);
  }

  /// The table's name in the configuration.
  public String name() {
    return name;
  }

  /// Whether a lookup may wait; one that never does may run on an event loop.
  public boolean mayBlock() {
    return source.mayBlock();
  }

  /// When and why it last could not answer.
  public Optional<Failure> lastFailure() {
    return Optional.ofNullable(lastFailure.get());
  }

  /// Looks a key up. Never throws an exception.
  public GetReply find(Octets key) {
    long start = timed ? System.nanoTime() : 0;
    GetReply reply = answer(key);
    if (timed) {
      listener.found(reply, System.nanoTime() - start);
    }
    return reply;
  }

  private GetReply answer(Octets key) {
    if (key.isEmpty()) {
      return NotFound.INSTANCE;
    }
    try {
      for (Octets candidate : keys.of(key)) {
        GetReply reply = Objects.requireNonNull(source.find(candidate), "the source gave null");
        switch (reply) {
          case Found(Octets value) when value.isEmpty() -> tellEmpty(candidate);
          case NotFound _ -> {}
          case Found found -> {
            return values.of(found);
          }
          case TryLater(String reason) -> {
            failed(key, reason);
            return reply;
          }
          case Broken(String reason) -> {
            failed(key, reason);
            return reply;
          }
        }
      }
      return values.ofNothing();
    } catch (Exception e) {
      return tryLater(key, e);
    }
  }

  /// Stores a value. Never throws an exception.
  public PutReply store(Octets key, Octets value) {
    long start = System.nanoTime();
    PutReply reply = change(key, value);
    listener.stored(reply, System.nanoTime() - start);
    return reply;
  }

  private PutReply change(Octets key, Octets value) {
    if (key.isEmpty() || value.isEmpty()) {
      return new Refused("neither key nor value may be empty");
    }
    try {
      PutReply reply =
          Objects.requireNonNull(source.store(keys.folded(key), value), "the source gave null");
      switch (reply) {
        case Stored _, Refused _ -> {}
        case TryLater(String reason) -> failed(key, reason);
      }
      return reply;
    } catch (Exception e) {
      return tryLater(key, e);
    }
  }

  private TryLater tryLater(Octets key, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    failed(key, Failure.describe(e));
    return new TryLater("temporary failure of table " + name);
  }

  private void failed(Octets key, String cause) {
    lastFailure.set(new Failure(Instant.now(), cause));
    failures.tell(() -> "table " + name + ": key " + key.forLog() + ": " + cause);
  }

  private void tellEmpty(Octets key) {
    empties.tell(
        () -> "table " + name + ": key " + key.forLog() + ": empty value, served as not found");
  }

  @Override
  public String toString() {
    return "Table[" + name + "]";
  }
}
