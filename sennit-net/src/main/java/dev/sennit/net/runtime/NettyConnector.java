package dev.sennit.net.runtime;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.net.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the connections of a client of any room.
public final class NettyConnector implements AutoCloseable {
  private final Terms terms;
  private final Target target;
  private final Loops.Lease loops;
  private final @Nullable SslContext tls;
  private volatile boolean closed;

  /// @throws IllegalStateException if the transport is not there, or a file of the target's TLS
  ///   cannot be used
  public NettyConnector(Terms terms, Transport transport, Target target) {
    this.terms = terms;
    this.target = target;
    try {
      this.tls =
          target instanceof Target.Secure(Target _, var files) ? TlsContexts.client(files) : null;
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    this.loops = Loops.lease(Natives.of(transport));
  }

  /// Connects, trying every address of the target's name in order. The work is done on a virtual
  /// thread of its own.
  ///
  /// @param conversation makes the parts of the connection, once per address tried
  /// @return fails with [ConnectionLostException] or [RequestTimeoutException], which name the
  ///   target and the reason
  public <M, Q, R> CompletableFuture<SessionChannel<M, Q, R>> connect(
      Supplier<Conversation<M, Q, R>> conversation) {
    return connectAs(() ->
        new Side<>(
            conversation.get(),
            (question, _) -> {
              throw new IllegalStateException("a client was asked " + question);
            },
            _ -> {}));
  }

  /// As [#connect], where both sides of the connection ask.
  ///
  /// @param sides makes this side of the connection, once per address tried
  /// @return fails with [ConnectionLostException] or [RequestTimeoutException], which name the
  ///   target and the reason
  public <M, Q, R> CompletableFuture<SessionChannel<M, Q, R>> connectAs(
      Supplier<Side<M, Q, R>> sides) {
    CompletableFuture<SessionChannel<M, Q, R>> connected = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("sennit-connect")
        .start(() -> {
          Loops.Lease meanwhile = Loops.lease(loops.natives()); // the loops must not end under it
          try {
            connected.complete(tryAll(meanwhile, sides));
          } catch (Throwable e) {
            connected.completeExceptionally(e);
          } finally {
            meanwhile.giveBack();
          }
        });
    return connected;
  }

  private <M, Q, R> SessionChannel<M, Q, R> tryAll(
      Loops.Lease meanwhile, Supplier<Side<M, Q, R>> sides) {
    if (closed) {
      throw new ConnectionLostException("cannot connect to " + target + ": this client is closed");
    }
    Target inside = target instanceof Target.Secure secure ? secure.inside() : target;
    @Nullable Throwable last = null;
    for (SocketAddress address : addresses(inside)) {
      try {
        return tryOne(meanwhile, address, inside, sides.get());
      } catch (CompletionException e) {
        last = e.getCause();
      }
    }
    if (last instanceof ConnectTimeoutException || last instanceof SslHandshakeTimeoutException) {
      throw new RequestTimeoutException(
          "connection to " + target, terms.timeouts().connect(), last);
    }
    throw new ConnectionLostException("cannot connect to " + target + ": " + reason(last), last);
  }

  private List<SocketAddress> addresses(Target inside) {
    return switch (inside) {
      case Target.Unix unix -> List.of(loops.natives().address(unix.path()));
      case Target.Tcp tcp -> {
        try {
          List<SocketAddress> all = new ArrayList<>();
          for (InetAddress address : InetAddress.getAllByName(tcp.host())) {
            all.add(new InetSocketAddress(address, tcp.port()));
          }
          yield all;
        } catch (UnknownHostException e) {
          throw new ConnectionLostException(
              "cannot connect to " + target + ": no address is known for " + tcp.host(), e);
        }
      }
      case Target.Secure _ -> throw new IllegalArgumentException(target + ": TLS inside TLS");
    };
  }

  private <M, Q, R> SessionChannel<M, Q, R> tryOne(
      Loops.Lease meanwhile, SocketAddress address, Target inside, Side<M, Q, R> side) {
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
    ChannelFuture connecting =
        new Bootstrap()
            .group(meanwhile.group())
            .channelFactory(() -> loops.natives().channel(inside instanceof Target.Unix))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Sockets.writeMarks(terms.limits()))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Sockets.prepare(channel);
                    if (tls != null) {
                      SslHandler handler = TlsContexts.handlerFor(tls, channel.alloc(), inside);
                      handler.setHandshakeTimeoutMillis(connectMillis());
                      channel.pipeline().addLast(handler);
                    }
                    channel.pipeline().addLast(session);
                  }
                })
            .connect(address);
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
    return open.join();
  }

  /// Never zero, which to Netty means for ever.
  private int connectMillis() {
    return Math.clamp(terms.timeouts().connect().toMillis(), 1, Integer.MAX_VALUE);
  }

  private static String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> "it has no address";
      case Throwable t when t.getMessage() != null -> {
        String text = t.getMessage().replaceFirst(": (finishConnect|connect)\\(.*", "");
        yield text.contains("refused") ? "connection refused" : text;
      }
      default -> cause.toString();
    };
  }

  /// The target, for messages.
  public Target target() {
    return target;
  }

  /// Gives the event loops back; connections must have ended before. Whoever connects later fails.
  @Override
  public void close() {
    closed = true;
    loops.giveBack();
  }

  @Override
  public String toString() {
    return terms.room() + " client of " + target;
  }
}
