package dev.sennit.net.runtime;

import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One listening socket.
final class Listener {
  private static final System.Logger LOGGER = System.getLogger("dev.sennit.net");

  private final Channel channel;
  private final SocketAddress address;
  private final @Nullable UnixSocketFile file;
  private final @Nullable Certificates certificates;

  private Listener(
      Channel channel,
      SocketAddress address,
      @Nullable UnixSocketFile file,
      @Nullable Certificates certificates) {
    this.channel = channel;
    this.address = address;
    this.file = file;
    this.certificates = certificates;
  }

  /// What a listening socket does for those who come.
  ///
  /// @param limits of each connection
  /// @param connections makes the handler of a new one
  /// @param failures makes the handler of those that cannot be accepted
  /// @param descriptors whether connections on UNIX sockets carry descriptors
  record Reception(
      Limits limits,
      Supplier<ChannelHandler> connections,
      Supplier<ChannelHandler> failures,
      boolean descriptors) {}

  /// @throws IllegalStateException if it cannot be listened on; names the address and says why
  static Listener open(Loops.Lease loops, Listen listen, Reception reception) {
    try {
      return switch (listen) {
        case Listen.Secure(Listen inside, var tls) ->
            open(loops, inside, reception, new Certificates(tls));
        default -> open(loops, listen, reception, null);
      };
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("cannot listen on " + listen + ": " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    if (e instanceof NoSuchFileException) {
      return text + ": no such directory";
    }
    if (e instanceof AccessDeniedException) {
      return text + ": permission denied";
    }
    return text.contains("Address already in use")
        ? "the address is in use by another program"
        : text;
  }

  private static Listener open(
      Loops.Lease loops, Listen listen, Reception reception, @Nullable Certificates tls)
      throws IOException {
    Natives natives = loops.natives();
    return switch (listen) {
      case Listen.Tcp tcp -> {
        InetSocketAddress wanted =
            tcp.host().isEmpty()
                ? new InetSocketAddress(tcp.port())
                : new InetSocketAddress(tcp.host(), tcp.port());
        if (wanted.isUnresolved()) {
          throw new IOException(tcp.host() + " is no address of this machine");
        }
        boolean anyIpv4 =
            !tcp.host().isEmpty()
                && wanted.getAddress() instanceof Inet4Address
                && wanted.getAddress().isAnyLocalAddress();
        Supplier<ServerChannel> made =
            () -> Sockets.prepared(anyIpv4 ? natives.listenerOfIpv4() : natives.listener(false));
        Channel channel =
            finished(
                bootstrap(loops, reception, tls, made)
                    .option(ChannelOption.SO_BACKLOG, tcp.backlog())
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .bind(wanted));
        yield new Listener(channel, channel.localAddress(), null, tls);
      }
      case Listen.Unix unix -> openUnix(loops, unix, reception, tls);
      case Listen.Inherited inherited -> {
        int descriptor = InheritedSockets.take(inherited);
        Channel channel =
            finished(
                bootstrap(
                        loops,
                        reception,
                        tls,
                        () -> natives.inherited(inherited.unix(), descriptor))
                    .register());
        SocketAddress at =
            inherited.unix() ? InheritedSockets.unixAddress(descriptor) : channel.localAddress();
        yield new Listener(channel, at, null, tls);
      }
      case Listen.Secure _ -> throw new IOException("TLS inside TLS");
    };
  }

  private static Listener openUnix(
      Loops.Lease loops, Listen.Unix unix, Reception reception, @Nullable Certificates tls)
      throws IOException {
    UnixSocketFile file = UnixSocketFile.prepare(unix);
    @Nullable Channel channel = null;
    try {
      channel =
          finished(
              bootstrap(
                      loops, reception, tls, () -> Sockets.prepared(loops.natives().listener(true)))
                  .option(ChannelOption.SO_BACKLOG, unix.backlog())
                  .bind(loops.natives().address(file.bindHere())));
      file.reveal();
      return new Listener(channel, UnixDomainSocketAddress.of(unix.path()), file, tls);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close().awaitUninterruptibly();
      }
      file.abandon();
      throw e;
    }
  }

  private static ServerBootstrap bootstrap(
      Loops.Lease loops,
      Reception reception,
      @Nullable Certificates tls,
      Supplier<ServerChannel> channel) {
    return new ServerBootstrap()
        .group(loops.group())
        .channelFactory(channel::get)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel listening) {
                if (reception.descriptors()) {
                  listening.pipeline().addLast(new Adoption());
                }
                listening.pipeline().addLast(reception.failures().get());
              }
            })
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Sockets.writeMarks(reception.limits()))
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel child) {
                Sockets.prepare(child);
                if (tls != null) {
                  child.pipeline().addLast(tls.handler(child.alloc()));
                }
                child.pipeline().addLast(reception.connections().get());
              }
            });
  }

  private static Channel finished(ChannelFuture future) throws IOException {
    future.awaitUninterruptibly();
    Throwable cause = future.cause();
    if (cause != null) {
      throw cause instanceof IOException io ? io : new IOException(cause);
    }
    return future.channel();
  }

  SocketAddress address() {
    return address;
  }

  /// Reads the files of TLS again, if there are any; new connections get what they hold.
  ///
  /// @throws IllegalStateException if they cannot be used; then what was read before stays
  void rereadCertificates() {
    try {
      if (certificates != null) {
        certificates.reread();
      }
    } catch (IOException e) {
      throw new IllegalStateException(this + ": " + reason(e), e);
    }
  }

  void close() {
    try {
      if (file != null) {
        file.remove();
      }
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "cannot remove " + address, e);
    }
    channel.close().awaitUninterruptibly();
  }

  @Override
  public String toString() {
    return address instanceof InetSocketAddress inet ? Peer.forLog(inet) : address.toString();
  }
}
