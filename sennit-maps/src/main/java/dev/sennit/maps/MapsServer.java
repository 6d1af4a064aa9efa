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
import dev.sennit.net.Server;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.Handler;
import dev.sennit.net.runtime.NettyServer;
import dev.sennit.net.runtime.Terms;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Answers Postfix's questions: a server for tcp_table or socketmap.
public final class MapsServer implements Server {
  /// The longest line that Twisted's server reads, its LF included.
  private static final int TWISTED_LINE_BYTES = 16_385;

  private final NettyServer server;

  private MapsServer(NettyServer server) {
    this.server = server;
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

  /// Reads the files of TLS again: new connections get what they hold now, others keep what they
  /// have. Without TLS nothing happens.
  ///
  /// @throws IllegalStateException if the files cannot be used; says why, and what was read before
  ///   stays
  public void rereadCertificates() {
    server.rereadCertificates();
  }

  /// How many connections there are.
  public int connections() {
    return server.connections();
  }

  @Override
  public List<SocketAddress> addresses() {
    return server.addresses();
  }

  @Override
  public State state() {
    return server.state();
  }

  @Override
  public void close(Duration grace) {
    server.close(grace);
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public void awaitClosed() throws InterruptedException {
    server.awaitClosed();
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
