package dev.sennit.amp;

import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;

/// A server and a client of ours, with one connection between them.
final class TwoSides implements AutoCloseable {
  final AmpServer server;
  final AmpClient client;
  final AmpConnection connection;

  private TwoSides(AmpServer server, AmpClient client) {
    this.server = server;
    this.client = client;
    this.connection = client.connect();
  }

  /// @param router answers on the server's side
  /// @param back answers on the client's side
  static TwoSides of(AmpRouter router, AmpRouter back) {
    return of(AmpServerOptions.defaults(), AmpLimits.defaults(), router, back);
  }

  static TwoSides of(
      AmpServerOptions options, AmpLimits clients, AmpRouter router, AmpRouter back) {
    AmpServer server = AmpServer.start(options.listen(Listen.tcp("127.0.0.1", 0)), router);
    try {
      return new TwoSides(
          server,
          AmpClient.create(
              AmpClientOptions.of(Target.tcp("127.0.0.1", port(server)))
                  .router(back)
                  .amp(clients)));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  static TwoSides of(AmpRouter router) {
    return of(router, AmpRouter.of());
  }

  static int port(AmpServer server) {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  /// What a reply failed with.
  static Throwable failure(dev.sennit.net.Reply<?> reply) {
    try {
      Object value = reply.join();
      throw new AssertionError("answer: " + value + " (expected: a failure)");
    } catch (CompletionException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
