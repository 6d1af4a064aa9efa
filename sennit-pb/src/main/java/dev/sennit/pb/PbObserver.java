package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.pb.wire.Item;
import org.jspecify.annotations.Nullable;

/// Tells a peer's cache of changes to what it is a cache of. Two are equal if they tell the same
/// cache.
public final class PbObserver {
  private final Broker broker;
  private final long number;
  private final @Nullable PbObject perspective;

  PbObserver(Broker broker, long number, @Nullable PbObject perspective) {
    this.broker = broker;
    this.number = number;
    this.perspective = perspective;
  }

  /// Calls a method of the cache; in Twisted its name begins with `observe_` there.
  ///
  /// @return fails as [PbRemote#call(String, Object...)] does
  public Reply<@Nullable Object> call(String method, @Nullable Object... arguments) {
    return broker.calls().callCache(number, method, arguments);
  }

  /// As [#call], wanting no answer.
  public void send(String method, @Nullable Object... arguments) {
    broker.calls().send(Item.of(number), true, this, method, arguments);
  }

  /// Where the cache is.
  public PbConnection connection() {
    return broker.connection();
  }

  /// As whom the peer has logged in that was sent it, if it came through an avatar.
  public @Nullable PbObject perspective() {
    return perspective;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PbObserver observer
        && observer.broker == broker
        && observer.number == number;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  @Override
  public String toString() {
    return "PbObserver[" + number + "]";
  }
}
