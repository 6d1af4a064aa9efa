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
  final @Nullable Sink sink;
  final long timeoutNanos;
  private final int bytes;
  private @Nullable Jellied arguments;
  private @Nullable Jellied keywords;
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
    this.bytes = method.length() + arguments.length() + keywords.length();
  }

  /// How many bytes it waits with, about.
  public int bytes() {
    return bytes;
  }

  /// What is to be sent, and is not sent yet.
  Jellied arguments() {
    return unsent(arguments);
  }

  Jellied keywords() {
    return unsent(keywords);
  }

  private static Jellied unsent(@Nullable Jellied value) {
    if (value == null) {
      throw new IllegalStateException("request: sent or dropped (expected: neither)");
    }
    return value;
  }

  /// It is sent: what went out is not kept while the answer is waited for.
  void sent() {
    arguments = null;
    keywords = null;
  }

  /// Lets go of what will not be sent.
  void drop(PbOwner owner) {
    if (arguments != null) {
      arguments.drop(owner::unsent);
      arguments = null;
    }
    if (keywords != null) {
      keywords.drop(owner::unsent);
      keywords = null;
    }
  }
}
