package dev.sennit.pb;

import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How often each address may fail to log in: a number of times at once, and then once in a while.
///
/// A try is taken before the password is looked at and given back if it was right, so that many at
/// once cannot slip through. An IPv6 network of 64 bits is one address; on a UNIX socket each user
/// is one. Safe for many threads.
final class LoginAttempts {
  static final int MOST = 30;
  static final long EACH_NANOS = 2_000_000_000L;

  /// Addresses that are remembered; the one that was quiet longest is forgotten first.
  static final int ADDRESSES = 10_000;

  private final int most;
  private final LongSupplier clock;

  /// When the address has all its tries again, by address; the quietest first.
  private final Map<Object, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true);

  /// @param most tries at once, 1 or more
  /// @param clock nanoseconds
  LoginAttempts(int most, LongSupplier clock) {
    if (most < 1) {
      throw new IllegalArgumentException("attempts: " + most + " (expected: 1 or more)");
    }
    this.most = most;
    this.clock = clock;
  }

  static Object key(Peer peer) {
    InetAddress address = peer.address().orElse(null);
    if (address instanceof Inet6Address) {
      return Octets.copyOf(address.getAddress(), 0, 8);
    }
    if (address != null) {
      return address;
    }
    Peer.UnixCredentials who = peer.unixCredentials();
    return who == null ? "unix" : who.uid();
  }

  /// Takes a try.
  ///
  /// @return false if there is none left
  synchronized boolean take(Object address) {
    long now = clock.getAsLong();
    long full = Math.max(fullAt.getOrDefault(address, now), now);
    if (full - now > (most - 1) * EACH_NANOS) {
      return false;
    }
    fullAt.put(address, full + EACH_NANOS);
    if (fullAt.size() > ADDRESSES) {
      var oldest = fullAt.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  /// Gives a try back that was none.
  synchronized void giveBack(Object address) {
    Long full = fullAt.get(address);
    if (full == null) {
      return;
    }
    if (full - EACH_NANOS - clock.getAsLong() <= 0) {
      fullAt.remove(address);
    } else {
      fullAt.put(address, full - EACH_NANOS);
    }
  }

  synchronized int remembered() {
    return fullAt.size();
  }
}
