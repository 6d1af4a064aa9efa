package dev.sennit.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Remembers what a session decided; its clock is turned by hand. Refuses what the wire cannot
/// carry, and is deaf once closed, as a connection is.
///
/// A room makes it the outbox of its sessions:
///
///     final class RecordingOutbox<Q> extends Decisions<MapsMessage, Q, CloseReason>
///         implements Outbox<MapsMessage, Q> {...}
///
/// @param <M> the messages of the wire
/// @param <Q> what a handler is asked
/// @param <C> why a connection is closed
public class Decisions<M, Q, C> {
  /// What was sent, in order.
  public final List<M> sent = new ArrayList<>();

  /// What the handler was asked, in order.
  public final Map<Long, Q> calls = new LinkedHashMap<>();

  /// Why it was closed; null while it is open.
  public @Nullable C closed;

  /// The latest wish to be woken.
  public long wakeAt = Long.MAX_VALUE;

  /// The time.
  public long now;

  /// Whether the peer takes what is written.
  public boolean writable = true;

  /// Whether messages are held back.
  public boolean held;

  private final Consumer<M> wire;

  /// @param wire writes a message, or throws if it cannot be written
  public Decisions(Consumer<M> wire) {
    this.wire = wire;
  }

  /// As the outbox does.
  public void send(M message) {
    if (closed == null) {
      wire.accept(message);
      sent.add(message);
    }
  }

  /// As the outbox does.
  public void call(long call, Q question) {
    if (calls.put(call, question) != null) {
      throw new AssertionError("call: " + call + " (expected: a new number)");
    }
  }

  /// As the outbox does.
  public void wakeAt(long nanoTime) {
    wakeAt = nanoTime;
  }

  /// As the outbox does.
  public long nanoTime() {
    return now;
  }

  /// As the outbox does.
  public boolean isWritable() {
    return writable;
  }

  /// As the outbox does.
  public void hold(boolean hold) {
    held = hold;
  }

  /// As the outbox does; the first reason counts.
  public void close(C reason) {
    if (closed == null) {
      closed = reason;
    }
  }
}
