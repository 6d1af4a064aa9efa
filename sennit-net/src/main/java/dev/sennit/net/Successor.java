package dev.sennit.net;

import io.netty.channel.ChannelHandler;
import java.util.function.Supplier;

/// Who takes a connection over when its protocol gives it up: any handler of Netty, which from then
/// on gets every byte and may write at once.
///
/// `channelActive` is the first thing that it hears, then come the bytes that have arrived and
/// belong to it, if there are any.
public final class Successor {
  private final Supplier<? extends ChannelHandler> handlers;

  private Successor(Supplier<? extends ChannelHandler> handlers) {
    this.handlers = handlers;
  }

  /// A successor that is made when it takes over.
  ///
  /// @param handler makes the handler, on the event loop; a `ChannelInitializer` may make several
  public static Successor of(Supplier<? extends ChannelHandler> handler) {
    return new Successor(handler);
  }

  /// Makes the handler.
  public ChannelHandler make() {
    return handlers.get();
  }
}
