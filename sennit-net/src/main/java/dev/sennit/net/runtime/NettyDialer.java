package dev.sennit.net.runtime;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Transport;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Makes the connections of a client that calls many peers by their addresses, each from an address
/// of its choice. It knows no names and no TLS; a client of one named peer has [NettyConnector].
public final class NettyDialer implements AutoCloseable {
  private final Terms terms;
  private final Loops.Lease loops;
  private volatile boolean closed;

  /// @throws IllegalStateException if the transport is not there
  public NettyDialer(Terms terms, Transport transport) {
    this.terms = terms;
    this.loops = Loops.lease(Natives.of(transport));
  }

  /// Connects, without a thread of its own.
  ///
  /// @param from the address to call from, on a port of the system's choice, or null
  /// @param to a resolved address
  /// @return fails with [RequestTimeoutException], or with [ConnectionLostException] whose cause
  ///   tells more: [java.net.BindException] if `from` is not to be had,
  ///   [java.net.NoRouteToHostException], [java.net.ConnectException] or another error
  public <M, Q, R> CompletableFuture<SessionChannel<M, Q, R>> connect(
      @Nullable InetAddress from, InetSocketAddress to, Conversation<M, Q, R> conversation) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new ConnectionLostException("cannot connect to " + Peer.forLog(to) + ": closed"));
    }
    Loops.Lease meanwhile = Loops.lease(loops.natives()); // the loops must not end under it
    return Attempt.begin(
            meanwhile,
            terms,
            false,
            from == null ? null : new InetSocketAddress(from, 0),
            to,
            null,
            Side.asking(conversation))
        .handle((channel, failure) -> {
          meanwhile.giveBack();
          if (failure != null) {
            throw told(to, failure);
          }
          return channel;
        });
  }

  private CompletionException told(InetSocketAddress to, Throwable failure) {
    String where = Peer.forLog(to);
    return new CompletionException(
        failure instanceof ConnectTimeoutException
            ? new RequestTimeoutException(
                "connection to " + where, terms.timeouts().connect(), failure)
            : new ConnectionLostException(
                "cannot connect to " + where + ": " + failure.getMessage(), failure));
  }

  /// Gives the event loops back; connections must have ended before. Whoever connects later fails.
  @Override
  public void close() {
    closed = true;
    loops.giveBack();
  }
}
