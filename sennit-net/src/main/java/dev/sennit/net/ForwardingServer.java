package dev.sennit.net;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/// A server whose life is that of another one: what the servers of the rooms have in common.
public abstract class ForwardingServer implements Server {
  private final Server server;

  /// @param server what listens
  protected ForwardingServer(Server server) {
    this.server = server;
  }

  @Override
  public final List<SocketAddress> addresses() {
    return server.addresses();
  }

  @Override
  public final State state() {
    return server.state();
  }

  @Override
  public final int connections() {
    return server.connections();
  }

  @Override
  public final void rereadCertificates() {
    server.rereadCertificates();
  }

  @Override
  public final void close(Duration grace) {
    server.close(grace);
  }

  @Override
  public final void close() {
    server.close();
  }

  @Override
  public final void awaitClosed() throws InterruptedException {
    server.awaitClosed();
  }

  @Override
  public final String toString() {
    return server.toString();
  }
}
