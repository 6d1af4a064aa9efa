package dev.sennit.pb.session;

/// Gives the numbers of objects and caches; none is used twice.
final class Numbers {
  private long last;

  long next() {
    return ++last;
  }
}
