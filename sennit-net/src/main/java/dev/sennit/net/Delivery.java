package dev.sennit.net;

/// How the messages of one connection reach the handler. Different connections never wait for each
/// other.
public enum Delivery {
  /// On virtual threads, in arrival order, one at a time. The handler may block. While it waits on
  /// a [Reply] its turn goes to the next message; when it wakes it queues for its turn again, so
  /// that no two handlers of a connection ever run at once.
  IN_ORDER,
  /// On the event loop, in arrival order. The fastest, for handlers that never block: one that does
  /// stops every connection of that loop.
  ON_LOOP,
  /// On virtual threads, all at once, as they arrive.
  CONCURRENT
}
