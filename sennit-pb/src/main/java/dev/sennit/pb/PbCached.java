package dev.sennit.pb;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A handle of a cache: this side's copy of an object of the peer's, kept up to date by the peer.
/// It goes back to the peer as the peer's own object. In Twisted: what a `pb.RemoteCache` is seen
/// through.
///
/// The peer keeps telling of changes as long as a handle is held: [#close()] lets go of it at once,
/// and the garbage collector some day. Two are equal if they are handles of one cache.
public final class PbCached implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Broker broker;
  private final long number;
  private final Object cache;
  private final Cleaner.Cleanable cleanable;

  PbCached(Broker broker, long number, Object cache) {
    this.broker = broker;
    this.number = number;
    this.cache = cache;
    AtomicBoolean given = new AtomicBoolean();
    this.cleanable =
        CLEANER.register(
            this,
            () -> {
              if (given.compareAndSet(false, true)) {
                broker.decache(number);
              }
            });
  }

  Broker broker() {
    return broker;
  }

  long number() {
    return number;
  }

  /// The cache: what was registered with [dev.sennit.pb.jelly.PbTypes#cache].
  public Object cache() {
    return cache;
  }

  /// Lets go of the cache: the peer may stop telling of changes. Does nothing the second time.
  @Override
  public void close() {
    cleanable.clean();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PbCached cached && cached.broker == broker && cached.number == number;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public String toString() {
    return "PbCached[" + number + "]";
  }
}
