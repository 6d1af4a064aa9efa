package dev.sennit.net.runtime;

/// Nanoseconds since this class was loaded: never negative, so that times compare with `<` and
/// [#NEVER] is later than all.
final class Clock {
  /// A time that does not come.
  static final long NEVER = Long.MAX_VALUE;

  private static final long ORIGIN = System.nanoTime();

  private Clock() {}

  static long now() {
    return System.nanoTime() - ORIGIN;
  }

  /// The time so long after, where zero long means never.
  static long after(long time, long nanos) {
    return nanos == 0 ? NEVER : time + nanos;
  }
}
