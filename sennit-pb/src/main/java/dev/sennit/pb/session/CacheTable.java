package dev.sennit.pb.session;

import org.jspecify.annotations.Nullable;

/// The caches of the peer's objects that this side holds, and how many handles of them all.
final class CacheTable {
  private final LongMap<Object> caches = new LongMap<>();
  private int handles;

  /// The cache of that number; null if there is none.
  @Nullable Object get(long number) {
    return number < 1 ? null : caches.get(number);
  }

  void put(long number, Object cache) {
    caches.put(number, cache);
  }

  /// Forgets a cache.
  ///
  /// @return whether there was one
  boolean remove(long number) {
    return number > 0 && caches.remove(number) != null;
  }

  int size() {
    return caches.size();
  }

  int handles() {
    return handles;
  }

  /// Another handle is made.
  void handOut() {
    handles++;
  }

  /// A handle is let go of.
  void takeBack() {
    handles--;
  }
}
