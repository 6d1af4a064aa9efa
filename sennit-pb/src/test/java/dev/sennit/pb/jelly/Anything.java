package dev.sennit.pb.jelly;

import org.jspecify.annotations.Nullable;

/// A connection on which every reference means something.
final class Anything implements References {
  @Override
  public Object remote(long number, String tag) {
    return "remote " + number;
  }

  @Override
  public @Nullable Object local(@Nullable Object name) {
    return null;
  }

  @Override
  public Object cached(long number) {
    return "cached " + number;
  }

  @Override
  public Object lcache(long number) {
    return "lcache " + number;
  }

  @Override
  public Object cache(String tag, long number, Object made) {
    return made;
  }
}
