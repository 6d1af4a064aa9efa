package dev.sennit.pb;

import dev.sennit.net.ForwardingServer;
import dev.sennit.net.Transport;
import dev.sennit.net.runtime.NettyServer;
import dev.sennit.net.runtime.Terms;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Serves objects to peers that connect. In Twisted: `pb.PBServerFactory`.
public final class PbServer extends ForwardingServer {
  private final Set<PbConnection> open;

  private PbServer(NettyServer server, Set<PbConnection> open) {
    super(server);
    this.open = open;
  }

  /// Starts a server whose root object is the same for everybody; it accepts connections when this
  /// returns.
  ///
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static PbServer start(PbServerOptions options, PbObject root) {
    return startEach(options, _ -> root);
  }

  /// Starts a server to which users log in; it accepts connections when this returns.
  ///
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static PbServer start(PbServerOptions options, PbPortal portal) {
    return startEach(options, _ -> portal.root());
  }

  /// Starts a server that makes a root object for each connection; it accepts connections when this
  /// returns.
  ///
  /// @param roots runs on an event loop when a connection begins, and must not block
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static PbServer startEach(
      PbServerOptions options, Function<PbConnection, ? extends PbObject> roots) {
    Terms terms =
        new Terms(
            "pb", options.delivery(), options.limits(), options.timeouts(), options.listener());
    Set<PbConnection> open = ConcurrentHashMap.newKeySet();
    NettyServer server =
        NettyServer.start(
            terms,
            Transport.AUTO,
            options.listen(),
            () ->
                new Broker(true, options.settings())
                    .side(broker -> opened(broker, roots.apply(broker.connection()), open)));
    return new PbServer(server, open);
  }

  private static void opened(Broker broker, PbObject root, Set<PbConnection> open) {
    PbConnection connection = broker.connection();
    open.add(connection);
    connection.whenGone(() -> open.remove(connection));
    broker.publishHere("root", root);
  }

  /// The connections there are now, in no order: who holds what is seen by [PbConnection#held()]
  /// and [PbConnection#holding()].
  public List<PbConnection> open() {
    return List.copyOf(open);
  }
}
