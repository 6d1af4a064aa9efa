package dev.sennit.maps;

import dev.sennit.maps.session.MapsServerSession;
import dev.sennit.maps.wire.DetectedWire;
import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.SocketmapRequestReader;
import dev.sennit.maps.wire.SocketmapWriter;
import dev.sennit.maps.wire.TcpTableRequestReader;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.maps.wire.TcpTableWriter;
import dev.sennit.net.ForwardingServer;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.Handler;
import dev.sennit.net.runtime.NettyServer;
import dev.sennit.net.runtime.Terms;
import java.util.concurrent.CompletableFuture;

/// Answers Postfix's questions: a server for tcp_table or socketmap.
public final class MapsServer extends ForwardingServer {
  /// The longest line that Twisted's server reads, its LF included.
  private static final int TWISTED_LINE_BYTES = 16_385;

  private MapsServer(NettyServer server) {
    super(server);
  }

  /// Starts a server; it accepts connections when this returns.
  ///
  /// @throws IllegalArgumentException if the style is Twisted's and the protocol is to be detected
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static MapsServer start(MapsServerOptions options, MapHandler handler) {
    return startWith(
        options,
        (request, peer) ->
            CompletableFuture.completedFuture(
                switch (request) {
                  case MapsRequest.Get get -> handler.get(get, peer);
                  case MapsRequest.Put put -> handler.put(put, peer);
                  case MapsRequest.Bad bad -> bad.answer();
                }));
  }

  /// Starts a server whose handler may answer later; it accepts connections when this returns.
  ///
  /// @throws IllegalArgumentException if the style is Twisted's and the protocol is to be detected
  /// @throws IllegalStateException if an address cannot be listened on; names it and says why
  public static MapsServer startAsync(MapsServerOptions options, AsyncMapHandler handler) {
    return startWith(options, handler::answer);
  }

  private static MapsServer startWith(
      MapsServerOptions options, Handler<MapsRequest, MapsReply> handler) {
    if (options.protocol() == MapsProtocol.DETECT && options.style() == TcpTableStyle.TWISTED) {
      throw new IllegalArgumentException(
          "style: TWISTED (expected: POSTFIX where the protocol is detected)");
    }
    Terms terms =
        new Terms(
            "maps", options.delivery(), options.limits(), options.timeouts(), options.listener());
    return new MapsServer(
        NettyServer.start(
            terms, options.transport(), options.listen(), () -> conversation(options), handler));
  }

  private static Conversation<MapsMessage, MapsRequest, MapsReply> conversation(
      MapsServerOptions options) {
    int limit = options.limits().frameBytes();
    TcpTableStyle style = options.style();
    return switch (options.protocol()) {
      case TCP_TABLE ->
          new Conversation<>(
              new TcpTableRequestReader(
                  style == TcpTableStyle.TWISTED ? TWISTED_LINE_BYTES : limit, style),
              new TcpTableWriter(style),
              new MapsServerSession(style));
      case SOCKETMAP ->
          new Conversation<>(
              new SocketmapRequestReader(limit),
              new SocketmapWriter(),
              new MapsServerSession(TcpTableStyle.POSTFIX));
      case DETECT -> {
        DetectedWire wire = new DetectedWire(limit);
        yield new Conversation<>(wire, wire, new MapsServerSession(TcpTableStyle.POSTFIX));
      }
    };
  }
}
