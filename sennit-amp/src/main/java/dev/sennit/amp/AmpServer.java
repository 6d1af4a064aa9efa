package dev.sennit.amp;

import dev.sennit.net.ForwardingServer;
import dev.sennit.net.runtime.NettyServer;
import dev.sennit.net.runtime.Terms;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers AMP commands, and may ask its clients too.
public final class AmpServer extends ForwardingServer {
  private AmpServer(NettyServer server) {
    super(server);
  }

  /// Starts a server; it accepts connections when this returns.
  ///
  /// @param router who answers what
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static AmpServer start(AmpServerOptions options, AmpRouter router) {
    return start(options, router, _ -> {});
  }

  /// Starts a server that may speak first; it accepts connections when this returns.
  ///
  /// @param router who answers what
  /// @param connected is told each connection before anything comes from it; on the event loop, so
  ///   it must not block, but it may ask
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static AmpServer start(
      AmpServerOptions options, AmpRouter router, Consumer<AmpConnection> connected) {
    Terms terms =
        new Terms(
                "amp", options.delivery(), options.limits(), options.timeouts(), options.listener())
            .withDescriptors();
    AmpTerms own = new AmpTerms(router, options.amp(), options.timeouts());
    return new AmpServer(
        NettyServer.start(
            terms,
            options.transport(),
            options.listen(),
            () -> new AmpLine(own).side(connected::accept)));
  }

  /// Starts a server that knows boxes only; it accepts connections when this returns.
  ///
  /// @param receivers makes what takes the boxes of one connection
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static AmpServer startBoxes(
      AmpServerOptions options, Supplier<? extends AmpBoxReceiver> receivers) {
    Terms terms =
        new Terms(
            "amp", options.delivery(), options.limits(), options.timeouts(), options.listener());
    return new AmpServer(
        NettyServer.start(
            terms,
            options.transport(),
            options.listen(),
            () -> new BoxLine(options.amp(), receivers.get()).side(_ -> {})));
  }
}
