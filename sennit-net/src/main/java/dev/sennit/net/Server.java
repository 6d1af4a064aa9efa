package dev.sennit.net;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/// What every room's server is: something that listens until it is closed.
///
/// Its threads do not keep the JVM alive: a program whose only work is to serve calls
/// [#awaitClosed()].
public interface Server extends AutoCloseable {

  /// Where in its life a server is.
  enum State {
    /// Accepting connections.
    RUNNING,
    /// No new connections; requests in work are being answered.
    STOPPING,
    /// Nothing is left.
    STOPPED
  }

  /// The addresses it listens on, in the order they were asked for, with real port numbers.
  List<SocketAddress> addresses();

  /// Where in its life it is.
  State state();

  /// How many connections there are.
  int connections();

  /// Reads the files of TLS again: new connections get what they hold now, others keep what they
  /// have. Without TLS nothing happens.
  ///
  /// @throws IllegalStateException if the files cannot be used; says why, and what was read before
  ///   stays
  void rereadCertificates();

  /// Stops listening at once, answers what has arrived, and closes. Returns when all is closed, or
  /// breaks off what is left after the grace. A second close may be less patient than the first.
  /// Blocks; must not be called on an event loop or by a handler of this server.
  ///
  /// @param grace how long to wait for answers in work, zero or more
  void close(Duration grace);

  /// As [#close(Duration)] with the grace of the server's timeouts.
  @Override
  void close();

  /// Waits until the server is closed.
  ///
  /// @throws InterruptedException if the waiting thread is interrupted; the server goes on
  void awaitClosed() throws InterruptedException;
}
