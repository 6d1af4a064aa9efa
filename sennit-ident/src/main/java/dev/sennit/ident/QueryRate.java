package dev.sennit.ident;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// How many queries an address may send: so many a second, in a burst no more than those of one
/// second. IPv6 addresses of one network (64 bits) count as one.
///
/// For each address one number is kept: the time at which all that it has asked would be paid for
/// at the even rate. A query is allowed while that time is not more than a second away. Addresses
/// that have paid are forgotten when there is no room, at most ten times a second.
final class QueryRate {
  /// How many addresses are told apart; further ones share one account.
  static final int ADDRESSES = 10_000;

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final Object ANYBODY_ELSE = "";

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ConcurrentMap<Object, Long> paidAt = new ConcurrentHashMap<>();
  private final NowAndThen sweeping = new NowAndThen(PAUSE);
  private final long priceNanos;

  /// @param perSecond 1 or more
  QueryRate(int perSecond) {
    this.priceNanos = SECOND_NANOS / perSecond;
  }

  /// Whether the address may ask now; counts it if so.
  ///
  /// @param now on any clock that does not run backwards, 0 or more
  boolean allows(InetAddress address, long now) {
    Object key = key(address);
    if (paidAt.size() >= ADDRESSES && !paidAt.containsKey(key)) {
      if (sweeping.isDue(now)) {
        paidAt.values().removeIf(time -> time <= now);
      }
      key = paidAt.size() >= ADDRESSES ? ANYBODY_ELSE : key;
    }
    boolean[] allowed = {false};
    paidAt.compute(
        key,
        (_, before) -> {
          long from = before == null ? now : Math.max(before, now);
          allowed[0] = from + priceNanos - now <= SECOND_NANOS;
          return allowed[0] ? from + priceNanos : from;
        });
    return allowed[0];
  }

  private static Object key(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Integer.BYTES ? (Object) bytes.getInt() : (Object) bytes.getLong();
  }

  int addresses() {
    return paidAt.size();
  }
}
