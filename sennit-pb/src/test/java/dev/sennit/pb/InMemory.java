package dev.sennit.pb;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Terms;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection to a server, without sockets: everything from bytes to handlers, on one loop, so
/// that all that follows from a message is there when [#say] returns.
final class InMemory implements AutoCloseable {
  private static final EventLoopGroup LOOP =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("in-memory", true), LocalIoHandler.newFactory());

  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
  private final ByteBuf heard = Unpooled.buffer();
  private final PbWire wire =
      new PbWire(false, List.of(Dialect.PB, Dialect.NONE), BananaLimits.defaults());
  private final Channel server;
  private final Channel client;

  /// @param settings of the server
  /// @param root its root object
  InMemory(Settings settings, PbObject root) {
    ConnectionListener listener =
        new ConnectionListener() {
          @Override
          public void closed(Peer peer, CloseReason reason) {
            closed.complete(reason);
          }
        };
    Terms terms =
        new Terms("pb", Delivery.ON_LOOP, Limits.defaults(), PbServerOptions.PATIENT, listener);
    var successor =
        SessionChannel.successor(
            terms,
            () -> new Broker(true, settings).side(broker -> broker.publishHere("root", root)));
    LocalAddress address = new LocalAddress(InMemory.class);
    server =
        new ServerBootstrap()
            .group(LOOP)
            .channel(LocalServerChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(successor.make());
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
    client =
        new Bootstrap()
            .group(LOOP)
            .channel(LocalChannel.class)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext context, Object message) {
                    ByteBuf bytes = (ByteBuf) message;
                    heard.writeBytes(bytes);
                    bytes.release();
                  }
                })
            .connect(server.localAddress())
            .syncUninterruptibly()
            .channel();
    settle();
  }

  private static void settle() {
    for (int i = 0; i < 3; i++) { // what a task leaves to a task
      LOOP.next().submit(() -> {}).syncUninterruptibly();
    }
  }

  /// Sends bytes. Nothing happens if the connection is closed.
  void say(byte[] bytes) {
    var _ = client.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    settle();
  }

  /// Sends a message, in the dialect that was agreed upon.
  ///
  /// @throws ProtocolException if the wire cannot carry it
  void say(PbMessage message) {
    ByteBuf out = Unpooled.buffer();
    wire.write(message, out);
    var _ = client.writeAndFlush(out);
    settle();
  }

  /// What the server has said since this was asked.
  List<PbMessage> heard() {
    List<PbMessage> messages = new ArrayList<>();
    LOOP.next()
        .submit(() -> {
          for (PbMessage next = next(); next != null; next = next()) {
            messages.add(next);
          }
        })
        .syncUninterruptibly();
    return messages;
  }

  private @Nullable PbMessage next() {
    return heard.isReadable() ? wire.read(heard) : null;
  }

  /// Whether the server has closed the connection.
  boolean isOver() {
    return closed.isDone();
  }

  /// Ends the connection, if it has not ended.
  ///
  /// @return why it ended
  CloseReason end() {
    client.close().syncUninterruptibly();
    try {
      return closed.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the server has not noticed the end", e);
    }
  }

  @Override
  public void close() {
    client.close().syncUninterruptibly();
    server.close().syncUninterruptibly();
  }
}
