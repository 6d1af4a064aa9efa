package dev.sennit.net.runtime;

import dev.sennit.net.Listen;
import dev.sennit.net.Transport;
import dev.sennit.testkit.RawPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// A server of [Lines] on a free port of this machine.
final class LinesServer implements AutoCloseable {
  final NettyServer server;
  final int port;

  private LinesServer(NettyServer server) {
    this.server = server;
    this.port =
        server.addresses().getFirst() instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  static LinesServer start(Terms terms, Handler<Lines.Question, String> handler) {
    return start(terms, Transport.AUTO, handler);
  }

  static LinesServer start(
      Terms terms, Transport transport, Handler<Lines.Question, String> handler) {
    return start(terms, transport, Listen.tcp("127.0.0.1", 0), handler);
  }

  static LinesServer start(
      Terms terms, Transport transport, Listen listen, Handler<Lines.Question, String> handler) {
    return new LinesServer(
        NettyServer.start(terms, transport, List.of(listen), Lines::conversation, handler));
  }

  RawPeer connect() {
    return RawPeer.connect(server.addresses().getFirst());
  }

  @Override
  public void close() {
    server.close(Duration.ofSeconds(1));
  }
}
