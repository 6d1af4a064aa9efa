package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/// What epoll is asked to tell of a socket: edges only. What is wished before the socket is
/// registered counts from then on.
@OnEventLoop
final class Interest {
  private @Nullable IoRegistration registration;
  private EpollIoOps wished = EpollIoOps.EPOLLET;

  void registered(IoRegistration made) {
    registration = made;
    made.submit(wished);
  }

  void cancel() {
    IoRegistration registered = registration;
    if (registered != null) {
      boolean _ = registered.cancel();
    }
  }

  boolean contains(EpollIoOps what) {
    return wished.contains(what);
  }

  void add(EpollIoOps what) {
    if (!wished.contains(what)) {
      wish(wished.with(what));
    }
  }

  void remove(EpollIoOps what) {
    if (wished.contains(what)) {
      wish(wished.without(what));
    }
  }

  private void wish(EpollIoOps all) {
    wished = all;
    IoRegistration registered = registration;
    if (registered != null && registered.isValid()) {
      registered.submit(all);
    }
  }
}
