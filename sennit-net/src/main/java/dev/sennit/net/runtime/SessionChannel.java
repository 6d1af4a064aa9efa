package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.runtime.HandlerRunner.Call;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection: reader, session, runner and writer on one channel. The only protocol handler
/// there is.
///
/// Data goes one way. Bytes come in, become messages, the session decides, the runner asks the
/// handler, the answer goes back to the session, messages become bytes. Everything here runs on the
/// connection's event loop, except where a method says so.
///
/// Reading stops while too many calls are unfinished, or while the peer does not take what is
/// written; messages that have already arrived wait in the input buffer. What the session decides
/// inside one of its methods (`call`) happens after that method returned.
@OnEventLoop
public final class SessionChannel<M, Q, R> extends ChannelInboundHandlerAdapter
    implements Outbox<M, Q>,
        HandlerRunner.Home<Q, R>,
        ConnectionTable.Entry,
        ConnectionTimer.Owner {
  private static final System.Logger LOGGER = System.getLogger("dev.sennit.net");
  private static final Complaints FAILURES = new Complaints(LOGGER);

  /// What the session asked for and what has not been started.
  private record Asked<Q>(long number, Q question) {}

  private final Terms terms;
  private final Conversation<M, Q, R> conversation;
  private final Session<M, Q, R> session;
  private final Handler<Q, R> handler;
  private final @Nullable ConnectionTable table;
  private final Consumer<SessionChannel<M, Q, R>> whenOpen;
  private final AtomicReference<@Nullable CloseReason> ending = new AtomicReference<>();

  private final InputBuffer input = new InputBuffer();
  private final ArrayDeque<Asked<Q>> asked = new ArrayDeque<>(2);
  private @Nullable ByteBuf output;
  private volatile @Nullable Link<Q, R> link;
  private long now;
  private boolean pumping;
  private boolean inputEnded;
  private boolean endedTold;
  private boolean garbled; // the reader gave up: what follows is thrown away
  private boolean stopTold;
  private @Nullable CloseReason stopWanted;
  private @Nullable CloseReason closing;
  private volatile @Nullable Throwable cause;
  private volatile boolean paused;
  private volatile long idleSince;
  private volatile @Nullable ChannelHandlerContext active;
  private @Nullable InetAddress address;

  /// What there is once the connection stands.
  private record Link<Q, R>(
      ChannelHandlerContext context,
      Peer peer,
      ConnectionTimer timer,
      HandlerRunner<Q, R> runner) {}

  /// @param table counts the connection, or null for a client's
  /// @param whenOpen is told once the connection can be used; on the loop
  SessionChannel(
      Terms terms,
      Conversation<M, Q, R> conversation,
      Handler<Q, R> handler,
      @Nullable ConnectionTable table,
      Consumer<SessionChannel<M, Q, R>> whenOpen) {
    this.terms = terms;
    this.conversation = conversation;
    this.session = conversation.session();
    this.handler = handler;
    this.table = table;
    this.whenOpen = whenOpen;
  }

  // ---- life of the channel

  /// Counts the connection, also while it has yet to shake hands.
  @Override
  public void channelActive(ChannelHandlerContext context) {
    idleSince = Clock.now();
    address = Peers.addressOf(context.channel());
    active = context;
    if (table != null && !table.admit(this)) {
      terms.listener().refused(Peers.of(context.channel()));
      context.close();
    } else if (context.pipeline().get(SslHandler.class) == null) {
      open(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent handshake when handshake.isSuccess() -> open(context);
      case SslHandshakeCompletionEvent handshake -> cause = handshake.cause();
      case ChannelInputShutdownEvent _ -> inputEnded(context);
      default -> context.fireUserEventTriggered(event);
    }
  }

  private void open(ChannelHandlerContext context) {
    now = Clock.now();
    idleSince = now;
    Peer peer = Peers.of(context.channel());
    ConnectionTimer timer = new ConnectionTimer(context.executor(), terms.timeouts(), now, this);
    link =
        new Link<>(
            context,
            peer,
            timer,
            new HandlerRunner<>(
                handler, terms.delivery(), this, peer, terms.timeouts().answer().toNanos()));
    terms.listener().opened(peer);
    session.opened(this);
    runAsked();
    whenOpen.accept(this);
    pump();
    flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    input.discard();
    if (output != null) {
      output.release();
      output = null;
    }
    if (table != null) {
      table.remove(this);
    }
    Link<Q, R> link = this.link;
    if (link == null) {
      return;
    }
    CloseReason reason = closing != null ? closing : reasonOfLoss();
    closing = reason;
    try {
      link.timer().stop();
      link.runner().stop();
      terms.listener().closed(link.peer(), reason);
    } finally {
      this.link = null;
      session.closed(reason, cause);
    }
  }

  private CloseReason reasonOfLoss() {
    if (cause != null) {
      return CloseReason.LOST;
    }
    return stopWanted != null ? stopWanted : CloseReason.PEER_CLOSED;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    if (cause != null) {
      context.close();
      return; // told already
    }
    cause = thrown;
    if (closing == null) {
      closing = CloseReason.LOST;
    }
    if (thrown instanceof IOException || thrown.getCause() instanceof IOException) {
      LOGGER.log(
          System.Logger.Level.DEBUG, () -> terms.room() + ": " + context.channel() + ": " + thrown);
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

  // ---- bytes in

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (closing != null || garbled) {
      bytes.release(); // read so that the close is not a reset, and thrown away
      return;
    }
    now = Clock.now();
    input.add(bytes, context.alloc());
    pump();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      pump();
      flush();
    }
  }

  private void inputEnded(ChannelHandlerContext context) {
    inputEnded = true;
    if (closing != null) {
      context.close();
    } else {
      pump();
      flush();
    }
  }

  /// Turns what has arrived into messages, as far as the limits allow.
  private void pump() {
    Link<Q, R> link = this.link;
    if (link == null || pumping) {
      return;
    }
    pumping = true;
    try {
      boolean drained = false;
      while (!drained && mayRead(link)) {
        M message;
        try {
          message = input.read(conversation.reader());
        } catch (ProtocolException fault) {
          input.discard();
          garbled = true;
          terms.listener().fault(link.peer(), fault);
          session.malformed(fault, this);
          runAsked();
          break;
        }
        drained = message == null;
        if (message != null) {
          idleSince = now;
          session.received(message, this);
          runAsked();
        }
      }
      if (drained && inputEnded && !endedTold && closing == null) {
        endedTold = true;
        session.ended(this);
        runAsked();
      }
      stopIf(drained || stopWanted == CloseReason.IDLE || !link.context().channel().isWritable());
    } finally {
      pumping = false;
    }
  }

  /// Tells the session to stop, if that is wanted and nothing that has arrived waits for its turn.
  private void stopIf(boolean ready) {
    if (stopWanted != null && ready && !stopTold && closing == null) {
      stopTold = true;
      session.stop(this);
      runAsked();
    }
  }

  /// Checks the limits, and turns the channel's reading on or off to fit.
  private boolean mayRead(Link<Q, R> link) {
    if (closing != null) {
      return false;
    }
    if (output != null && output.readableBytes() >= terms.limits().writeBytes()) {
      flush();
    }
    boolean busy = isBusy(link);
    if (busy && !paused) {
      paused = true;
      busy = isBusy(link); // a handler may have begun to wait before it could see that we pause
    }
    if (!inputEnded && busy == link.context().channel().config().isAutoRead()) {
      link.context().channel().config().setAutoRead(!busy);
    }
    paused = busy;
    return !busy;
  }

  private boolean isBusy(Link<Q, R> link) {
    return link.runner().unfinished() >= terms.limits().unfinished()
        || !link.context().channel().isWritable();
  }

  // ---- calls to the handler and back

  private void runAsked() {
    for (Asked<Q> next = asked.poll(); next != null; next = asked.poll()) {
      Link<Q, R> link = this.link;
      if (link == null || closing != null) {
        asked.clear();
        return;
      }
      terms.listener().requestBegun(link.peer());
      link.runner().run(next.number(), next.question(), now);
    }
    Link<Q, R> link = this.link;
    if (link != null) {
      link.timer().arm(now);
    }
  }

  @Override
  public void finished(Call<Q, R> call) {
    Link<Q, R> link = this.link;
    if (link == null || closing != null) {
      dropped(call);
      return;
    }
    if (terms.delivery() == Delivery.ON_LOOP && !terms.listener().equals(ConnectionListener.NONE)) {
      now = Clock.now(); // a handler on the loop takes time of the loop
    }
    idleSince = now;
    terms.listener().requestEnded(link.peer(), Math.max(0, now - call.begunNanos), call.failure);
    R value = call.value;
    if (call.failure == null && value != null) {
      session.answered(call.number, value, this);
      return;
    }
    Throwable failure =
        call.failure != null ? call.failure : new NullPointerException("the handler answered null");
    FAILURES.warn(terms.room() + ": " + link.peer() + ": the handler failed: " + failure, failure);
    session.failed(call.number, failure, this);
  }

  @Override
  public void dropped(Call<Q, R> call) {
    Link<Q, R> link = this.link;
    if (link != null) {
      terms
          .listener()
          .requestEnded(
              link.peer(),
              Math.max(0, now - call.begunNanos),
              new ConnectionLostException(
                  link.peer() + ": the connection ended before the answer"));
    }
  }

  @Override
  public void settled() {
    runAsked();
    pump();
    flush();
  }

  /// On any thread.
  @Override
  public void waitingChanged() {
    Link<Q, R> link = this.link;
    if (link != null && (paused || link.runner().waitingForPeer() > terms.limits().waiting())) {
      onLoop(this::waitingChangedHere);
    }
  }

  private void waitingChangedHere() {
    Link<Q, R> link = this.link;
    if (link == null) {
      return;
    }
    if (closing == null && link.runner().waitingForPeer() > terms.limits().waiting()) {
      FAILURES.warn(
          terms.room()
              + ": "
              + link.peer()
              + ": closing: more than "
              + terms.limits().waiting()
              + " handlers wait for this peer",
          null);
      close(CloseReason.LIMIT);
    }
    pump();
    flush();
  }

  /// On any thread.
  @Override
  public void onLoop(Runnable task) {
    boolean _ = tryOnLoop(task);
  }

  private boolean tryOnLoop(Runnable task) {
    Link<Q, R> link = this.link;
    if (link == null) {
      return false;
    }
    try {
      link.context().executor().execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the loops have ended, and the connection with them
    }
  }

  /// What Netty does for the methods that it calls: an unexpected error ends the connection.
  private void guarded(Runnable step) {
    now = Clock.now();
    try {
      step.run();
    } catch (Throwable thrown) {
      ChannelHandlerContext context = active;
      if (context != null) {
        exceptionCaught(context, thrown);
      }
    }
  }

  @Override
  public void due(long time, ConnectionTimer.Due due) {
    Link<Q, R> link = this.link;
    if (link != null && (closing == null || due == ConnectionTimer.Due.LINGERED)) {
      guarded(() -> dueHere(link, due));
    }
  }

  private void dueHere(Link<Q, R> link, ConnectionTimer.Due due) {
    switch (due) {
      case IDLE -> {
        if (link.context().channel().isWritable()) {
          endHere(link.context(), CloseReason.IDLE);
        } else {
          closing = CloseReason.IDLE; // it does not even take what it asked for
          link.context().close();
        }
      }
      case TOTAL -> endHere(link.context(), CloseReason.IDLE);
      case LINGERED -> link.context().close();
      case ANSWER ->
          link.runner()
              .expire(now, new RequestTimeoutException("handler", terms.timeouts().answer()));
      case SESSION -> session.due(now, this);
    }
    settled();
  }

  @Override
  public long activeAt(long time) {
    Link<Q, R> link = this.link;
    return link == null || isAtWork(link) ? time : idleSince;
  }

  @Override
  public long answerDue() {
    Link<Q, R> link = this.link;
    return link == null ? Clock.NEVER : link.runner().nextDeadline();
  }

  private boolean isAtWork(Link<Q, R> link) {
    return link.runner().owed() > 0;
  }

  // ---- what a session may decide

  @Override
  public void send(M message) {
    Link<Q, R> link = this.link;
    if (link == null || closing != null) {
      return;
    }
    if (output == null) {
      output = link.context().alloc().buffer(512);
    }
    conversation.writer().write(message, output);
  }

  @Override
  public void call(long call, Q question) {
    asked.add(new Asked<>(call, question));
  }

  @Override
  public void wakeAt(long nanoTime) {
    Link<Q, R> link = this.link;
    if (link != null) {
      link.timer().wakeAt(nanoTime);
      link.timer().arm(now);
    }
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void close(CloseReason reason) {
    Link<Q, R> link = this.link;
    if (link == null || closing != null) {
      return;
    }
    closing = reason == CloseReason.STOPPED && stopWanted != null ? stopWanted : reason;
    input.discard();
    link.runner().stop();
    ByteBuf last = output;
    output = null;
    boolean atOnce = inputEnded || reason == CloseReason.LIMIT;
    Farewell.say(link.context(), last, atOnce, link.timer(), now);
  }

  private void flush() {
    Link<Q, R> link = this.link;
    ByteBuf bytes = output;
    if (bytes != null && link != null) {
      output = null;
      link.context().writeAndFlush(bytes, link.context().voidPromise());
    }
  }

  // ---- from any thread

  /// The network's error, if one ended the connection.
  @Nullable Throwable cause() {
    return cause;
  }

  /// Runs a step of the session on the loop, as if a message had come.
  ///
  /// @return false if the connection is gone. If it goes before the step runs, the session still
  ///   hears of the step, after [Session#closed], and can tell who waits
  public boolean run(Consumer<Outbox<M, Q>> step) {
    return tryOnLoop(() -> {
      step.accept(this);
      runAsked();
      pump();
      flush();
    });
  }

  @Override
  public @Nullable InetAddress address() {
    return address;
  }

  @Override
  public long idleSince() {
    Link<Q, R> link = this.link;
    return link != null && isAtWork(link) ? Clock.NEVER : idleSince;
  }

  /// Asks the connection to end: what has arrived is answered first.
  @Override
  public void end(CloseReason reason) {
    ChannelHandlerContext context = active;
    if (context != null && ending.compareAndSet(null, reason)) {
      try {
        context.executor().execute(() -> guarded(() -> endHere(context, reason)));
      } catch (RejectedExecutionException e) {
        // the loops have ended, and the connection with them
      }
    }
  }

  /// On any thread.
  @Override
  public void breakOff() {
    ChannelHandlerContext context = active;
    if (context != null) {
      context.close();
    }
  }

  private void endHere(ChannelHandlerContext context, CloseReason reason) {
    if (link == null) {
      context.close(); // before the handshake, or gone already
    } else if (reason == CloseReason.STOPPED || reason == CloseReason.IDLE) {
      stopWanted = stopWanted == null ? reason : stopWanted;
      pump();
      flush();
    } else {
      close(reason);
    }
  }
}
