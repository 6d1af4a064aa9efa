package dev.sennit.pb.session;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.wire.Item;
import org.jspecify.annotations.Nullable;

/// A call to an object of the peer's, on its way.
public final class Request {

  /// Who waits for the answer. Told at most once, on the event loop.
  public interface Sink {
    /// The answer is there.
    void answered(@Nullable Object value);

    /// The peer failed, and this is what it says of it: a [dev.sennit.pb.jelly.PbFailure], or
    /// another value.
    void refused(@Nullable Object failure);

    /// There will be no answer.
    void failed(Throwable cause);
  }

  final Item target;
  final boolean toCache;
  final Octets method;
  final Jellied arguments;
  final Jellied keywords;
  final @Nullable Sink sink;
  final long timeoutNanos;
  long number; // 0 until it is sent
  long deadline = Long.MAX_VALUE;
  boolean over; // nobody waits any more

  /// @param target the object's number, or its name
  /// @param toCache whether it is a cache that the peer holds
  /// @param sink who waits; null if nobody does, and no answer is wanted
  /// @param timeoutNanos how long to wait; 0 for ever
  public Request(
      Item target,
      boolean toCache,
      Octets method,
      Jellied arguments,
      Jellied keywords,
      @Nullable Sink sink,
      long timeoutNanos) {
    this.target = target;
    this.toCache = toCache;
    this.method = method;
    this.arguments = arguments;
    this.keywords = keywords;
    this.sink = sink;
    this.timeoutNanos = timeoutNanos;
  }

  /// It could not be sent, since the connection is gone; on any thread, instead of sending it.
  public void lost(Throwable cause) {
    if (sink != null) {
      sink.failed(cause);
    }
  }
}
