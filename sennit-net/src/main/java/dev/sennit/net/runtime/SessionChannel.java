package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Descriptor;
import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Peer;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One connection, from the moment its channel is there: the only protocol handler that a channel
/// has. It counts the connection, waits for the TLS handshake if there is one, and then hands all
/// that happens to a [Dialogue].
///
/// Everything here runs on the connection's event loop, except where a method says so.
@OnEventLoop
public final class SessionChannel<M, Q, R> extends ChannelInboundHandlerAdapter
    implements SessionHome<M, Q>, ConnectionTable.Entry, Holdings.Holder {
  private static final String LOGGER = "dev.sennit.net";
  private static final Complaints FAILURES = new Complaints(LOGGER);

  private final Terms terms;
  private final Conversation<M, Q, R> conversation;
  private final Handler<Q, R> handler;
  private final @Nullable ConnectionTable table;
  private final Consumer<SessionChannel<M, Q, R>> whenOpen;
  private final AtomicReference<@Nullable CloseReason> ending = new AtomicReference<>();

  private volatile @Nullable ChannelHandlerContext active;
  private volatile @Nullable Dialogue<M, Q, R> dialogue;
  private volatile @Nullable Throwable cause;
  private volatile long connectedAt;
  private boolean gone;
  private @Nullable InetAddress address;

  /// @param table counts the connection, or null for a client's
  SessionChannel(Terms terms, Side<M, Q, R> side, @Nullable ConnectionTable table) {
    this.terms = terms;
    this.conversation = side.conversation();
    this.handler = side.handler();
    this.table = table;
    this.whenOpen = side.opened();
  }

  /// Counts the connection, also while it has yet to shake hands.
  @Override
  public void channelActive(ChannelHandlerContext context) {
    connectedAt = Clock.now();
    address = Peers.addressOf(context.channel());
    active = context;
    if (table != null && !table.admit(this)) {
      terms.listener().refused(Peers.of(context.channel()));
      context.close();
    } else if (isReady(context.pipeline().get(SslHandler.class))) {
      open(context);
    }
  }

  /// A connection that is handed over in its middle may be in TLS already.
  private static boolean isReady(@Nullable SslHandler tls) {
    return tls == null || tls.handshakeFuture().isSuccess();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    switch (event) {
      case SslHandshakeCompletionEvent handshake when handshake.isSuccess() && dialogue != null ->
          dialogue.secured();
      case SslHandshakeCompletionEvent handshake when handshake.isSuccess() -> open(context);
      case SslHandshakeCompletionEvent handshake -> cause = handshake.cause();
      case DescriptorChannel.Arrived arrived when dialogue != null && !isSecure() ->
          dialogue.descriptors(arrived);
      case DescriptorChannel.Arrived arrived -> arrived.close();
      case ChannelInputShutdownEvent _ when dialogue != null -> dialogue.inputEnded();
      default -> context.fireUserEventTriggered(event);
    }
  }

  private void open(ChannelHandlerContext context) {
    Dialogue<M, Q, R> opened =
        new Dialogue<>(
            terms,
            conversation,
            handler,
            context,
            table == null ? _ -> {} : units -> table.holdings().holds(this, units),
            thrown -> exceptionCaught(context, thrown));
    dialogue = opened;
    opened.begin(() -> whenOpen.accept(this));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue == null || !dialogue.isHandedOver()) {
      gone();
    }
  }

  /// Comes last of all, also if a successor keeps the end of the channel to itself.
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    gone();
  }

  private void gone() {
    if (gone) {
      return;
    }
    gone = true;
    if (table != null) {
      table.remove(this);
    }
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue != null) {
      dialogue.closed(cause);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    if (cause != null) {
      context.close();
      return; // told already
    }
    cause = thrown;
    boolean network = thrown instanceof IOException || thrown.getCause() instanceof IOException;
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue != null) {
      dialogue.broken(network ? CloseReason.LOST : CloseReason.FAILED);
    }
    if (network) {
      System.getLogger(LOGGER)
          .log(
              System.Logger.Level.DEBUG,
              () -> terms.room() + ": " + context.channel() + ": " + thrown);
    } else {
      FAILURES.warn(
          terms.room()
              + ": "
              + context.channel().remoteAddress()
              + ": closing after an unexpected error",
          thrown);
    }
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue == null) {
      bytes.release(); // of a connection that is refused
    } else {
      dialogue.received(bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue != null) {
      dialogue.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue != null && context.channel().isWritable()) {
      dialogue.writable();
    }
  }

  // ---- from any thread

  @Override
  public Peer peer() {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue == null) {
      throw new IllegalStateException("the connection is not open yet");
    }
    return dialogue.peer();
  }

  @Override
  public Optional<X509Certificate> peerCertificate() {
    ChannelHandlerContext context = active;
    SslHandler tls = context == null ? null : context.pipeline().get(SslHandler.class);
    try {
      return tls == null || !tls.handshakeFuture().isSuccess()
          ? Optional.empty()
          : Optional.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<X509Certificate> ownCertificate() {
    ChannelHandlerContext context = active;
    SslHandler tls = context == null ? null : context.pipeline().get(SslHandler.class);
    Certificate[] shown =
        tls == null || !tls.handshakeFuture().isSuccess()
            ? null
            : tls.engine().getSession().getLocalCertificates();
    return shown == null ? Optional.empty() : Optional.of((X509Certificate) shown[0]);
  }

  @Override
  public boolean canChange() {
    return true;
  }

  @Override
  public boolean isSecure() {
    ChannelHandlerContext context = active;
    return context != null && context.pipeline().get(SslHandler.class) != null;
  }

  @Override
  public boolean carriesDescriptors() {
    ChannelHandlerContext context = active;
    return context != null && context.channel() instanceof DescriptorChannel && !isSecure();
  }

  @Override
  public void send(Descriptor descriptor) {
    ChannelHandlerContext context = active;
    if (context != null && context.channel() instanceof DescriptorChannel channel) {
      channel.send(descriptor);
    } else {
      descriptor.close();
    }
  }

  @Override
  public int descriptorsWaiting() {
    ChannelHandlerContext context = active;
    return context != null && context.channel() instanceof DescriptorChannel channel
        ? channel.waiting()
        : 0;
  }

  @Override
  public void prepare(StartTls tls) {
    ChannelHandlerContext context = active;
    TlsContexts.prepare(tls, context != null && context.channel().parent() != null);
  }

  /// A successor that is a session of its own, on the connection of another.
  public static <M, Q, R> Successor successor(Terms terms, Supplier<Side<M, Q, R>> sides) {
    return Successor.of(() -> new SessionChannel<>(terms, sides.get(), null));
  }

  /// The network's error, if one ended the connection.
  @Nullable Throwable cause() {
    return cause;
  }

  @Override
  public boolean run(Consumer<Outbox<M, Q>> step) {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    return dialogue != null && dialogue.run(step);
  }

  @Override
  public @Nullable InetAddress address() {
    return address;
  }

  @Override
  public long idleSince() {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    return dialogue == null ? connectedAt : dialogue.idleSince();
  }

  /// Asks the connection to end: what has arrived is answered first.
  @Override
  public void end(CloseReason reason) {
    end(reason, () -> {});
  }

  private void end(CloseReason reason, Runnable before) {
    ChannelHandlerContext context = active;
    if (context != null && ending.compareAndSet(null, reason)) {
      try {
        context
            .executor()
            .execute(() -> {
              before.run();
              endHere(context, reason);
            });
      } catch (RejectedExecutionException e) {
        // the loops have ended, and the connection with them
      }
    }
  }

  @Override
  public void makeRoom() {
    end(
        CloseReason.LIMIT,
        () ->
            FAILURES.warn(
                terms.room() + ": " + address + ": closing the connection that holds most memory",
                null));
  }

  private void endHere(ChannelHandlerContext context, CloseReason reason) {
    Dialogue<M, Q, R> dialogue = this.dialogue;
    if (dialogue == null) {
      context.close(); // before the handshake
    } else {
      dialogue.guarded(() -> dialogue.end(reason));
    }
  }

  @Override
  public void breakOff() {
    ChannelHandlerContext context = active;
    if (context != null) {
      context.close();
    }
  }
}
