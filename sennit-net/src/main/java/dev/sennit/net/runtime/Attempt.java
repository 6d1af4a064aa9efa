package dev.sennit.net.runtime;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One attempt to connect to one address.
final class Attempt {
  private Attempt() {}

  /// Begins to connect; blocks nobody.
  ///
  /// @param unix whether the address is a UNIX socket's
  /// @param from the address to bind to first, or null for the system's choice
  /// @param tls makes the handler that encrypts, or null for plain bytes
  /// @return the open connection, its handshake done; fails with the network's own exception, and
  ///   with [BindException] if `from` cannot be had
  static <M, Q, R> CompletableFuture<SessionChannel<M, Q, R>> begin(
      Loops.Lease loops,
      Terms terms,
      boolean unix,
      @Nullable SocketAddress from,
      SocketAddress to,
      @Nullable Function<ByteBufAllocator, SslHandler> tls,
      Side<M, Q, R> side) {
    CompletableFuture<SessionChannel<M, Q, R>> open = new CompletableFuture<>();
    Side<M, Q, R> told =
        new Side<>(
            side.conversation(),
            side.handler(),
            channel -> {
              side.opened().accept(channel);
              open.complete(channel);
            });
    SessionChannel<M, Q, R> session = new SessionChannel<>(terms, told, null);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops.group())
            .channelFactory(() ->
                unix && terms.descriptors()
                    ? loops.natives().descriptorChannel()
                    : loops.natives().channel(unix))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis(terms))
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Sockets.writeMarks(terms.limits()))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Sockets.prepare(channel);
                    if (tls != null) {
                      SslHandler handler = tls.apply(channel.alloc());
                      handler.setHandshakeTimeoutMillis(connectMillis(terms));
                      channel.pipeline().addLast(handler);
                    }
                    channel.pipeline().addLast(session);
                  }
                });
    if (from == null) {
      watch(bootstrap.connect(to), session, open);
    } else {
      bindFirst(bootstrap, loops, from, to, session, open);
    }
    return open;
  }

  /// In two steps, so that it is plain which of them failed.
  private static <M, Q, R> void bindFirst(
      Bootstrap bootstrap,
      Loops.Lease loops,
      SocketAddress from,
      SocketAddress to,
      SessionChannel<M, Q, R> session,
      CompletableFuture<SessionChannel<M, Q, R>> open) {
    ChannelFuture registered = bootstrap.register();
    registered.addListener(_ -> {
      if (!registered.isSuccess()) {
        open.completeExceptionally(registered.cause());
        return;
      }
      Channel channel = registered.channel();
      loops.natives().choosePortLate(channel);
      ChannelFuture bound = channel.bind(from);
      bound.addListener(_ -> {
        if (bound.isSuccess()) {
          watch(channel.connect(to), session, open);
        } else {
          BindException failure = new BindException(from + ": " + bound.cause().getMessage());
          failure.initCause(bound.cause());
          open.completeExceptionally(failure);
          channel.close();
        }
      });
    });
  }

  private static <M, Q, R> void watch(
      ChannelFuture connecting,
      SessionChannel<M, Q, R> session,
      CompletableFuture<SessionChannel<M, Q, R>> open) {
    connecting.addListener(done -> {
      if (!done.isSuccess()) {
        open.completeExceptionally(done.cause());
      }
    });
    connecting
        .channel()
        .closeFuture()
        .addListener(_ ->
            connecting.addListener(connect -> {
              Throwable cause = connect.isSuccess() ? session.cause() : connect.cause();
              open.completeExceptionally(cause != null ? cause : new IOException("closed at once"));
            }));
  }

  /// Never zero, which to Netty means for ever.
  private static int connectMillis(Terms terms) {
    return Math.clamp(terms.timeouts().connect().toMillis(), 1, Integer.MAX_VALUE);
  }
}
