package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.OnEventLoop;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.runtime.HandlerRunner.Call;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What is said on one open connection: bytes come in, become messages, the session decides, the
/// runner asks the handler, the answer goes back to the session, messages become bytes.
///
/// Reading stops while too many calls are unfinished, or while the peer does not take what is
/// written; messages that have already arrived wait in the input buffer. What the session decides
/// inside one of its methods (`call`) happens after that method returned.
///
/// Everything here runs on the connection's event loop, except where a method says so. The file is
/// long because the rules of reading, answering and ending depend on each other; what does not has
/// files of its own ([InputBuffer], [OutputBuffer], [HandlerRunner], [ConnectionTimer], [Splice],
/// [Farewell]).
@OnEventLoop
final class Dialogue<M, Q, R>
    implements Outbox<M, Q>, HandlerRunner.Home<Q, R>, ConnectionTimer.Owner {
  private static final Complaints FAILURES = new Complaints("dev.sennit.net");

  /// What a call takes besides its message, however short that is: a little less than it really is.
  private static final int CALL_BYTES = 256;

  /// What the session asked for and what has not been started.
  private record Asked<Q>(long number, Q question) {}

  private final Terms terms;
  private final Conversation<M, Q, R> conversation;
  private final Session<M, Q, R> session;
  private final ChannelHandlerContext context;
  private final Consumer<Throwable> unexpected;
  private volatile Peer peer;
  private final IntConsumer holdings;
  private final ConnectionTimer timer;
  private final HandlerRunner<Q, R> runner;

  private final InputBuffer input = new InputBuffer();
  private final OutputBuffer output;
  private final ArrayDeque<Asked<Q>> asked = new ArrayDeque<>(2);
  private long now = Clock.now();
  private int arrived; // bytes of the message that the session looks at
  private int heldUnits;
  private boolean pumping;
  private boolean inputEnded;
  private boolean endedTold;
  private boolean garbled; // the reader gave up: what follows is thrown away
  private boolean stopTold;
  private boolean held; // the session wants no message for the moment
  private boolean handedOver;
  private boolean inputRefused; // the session wants nothing more from the network
  private boolean awaitsTaking; // of a peer that has ended its side
  private long untakenBefore;
  private @Nullable CloseReason stopWanted;
  private @Nullable CloseReason closing;
  private volatile boolean paused;
  private volatile boolean gone;
  private volatile long idleSince = now;

  /// @param holdings is told how many units of memory the connection holds, when that changes
  /// @param unexpected ends the connection after an error that is nobody's answer
  Dialogue(
      Terms terms,
      Conversation<M, Q, R> conversation,
      Handler<Q, R> handler,
      ChannelHandlerContext context,
      IntConsumer holdings,
      Consumer<Throwable> unexpected) {
    this.terms = terms;
    this.conversation = conversation;
    this.session = conversation.session();
    this.context = context;
    this.holdings = holdings;
    this.unexpected = unexpected;
    this.output = new OutputBuffer(context, terms.limits().writeBytes());
    this.peer = Peers.of(context.channel());
    this.timer = new ConnectionTimer(context.executor(), terms.timeouts(), now, this);
    this.runner =
        new HandlerRunner<>(
            handler, terms.delivery(), this, peer, terms.timeouts().answer().toNanos());
  }

  // ---- life

  /// Tells everybody that the connection can be used.
  void begin(Runnable whenOpen) {
    terms.listener().opened(peer);
    session.opened(peer, this);
    runAsked();
    whenOpen.run();
    pump();
    flush();
  }

  /// What happened is the end of it: the channel is about to be closed.
  void broken(CloseReason reason) {
    if (closing == null) {
      closing = reason;
    }
  }

  /// The channel is closed: tells everybody.
  ///
  /// @param cause the network's error, if there was one
  void closed(@Nullable Throwable cause) {
    input.discard();
    output.discard();
    if (closing == null) {
      closing = stopWanted != null ? stopWanted : CloseReason.PEER_CLOSED;
    }
    try {
      timer.stop();
      runner.stop();
      tellHoldings(0);
      terms.listener().closed(peer, closing);
    } finally {
      gone = true;
      session.closed(closing, cause);
    }
  }

  /// Ends the connection; unless it is to make room, what has arrived is answered first.
  void end(CloseReason reason) {
    if (handedOver) {
      stopWanted = reason;
      context.close();
    } else if (reason == CloseReason.STOPPED || reason == CloseReason.IDLE) {
      stopWanted = stopWanted == null ? reason : stopWanted;
      settled();
    } else {
      close(reason);
    }
  }

  /// Who is on the other end. On any thread.
  Peer peer() {
    return peer;
  }

  /// When it last did something; never while it is owed an answer. On any thread.
  long idleSince() {
    return isAtWork() ? Clock.NEVER : idleSince;
  }

  // ---- bytes in

  /// Takes the bytes over.
  void received(ByteBuf bytes) {
    if (closing != null || garbled || handedOver || inputRefused) {
      bytes.release(); // read so that the close is not a reset, and thrown away
      return;
    }
    now = Clock.now();
    input.add(bytes, context.alloc());
    pump();
  }

  /// Open files came beside the bytes that come next.
  void descriptors(DescriptorChannel.Arrived arrived) {
    if (closing != null || garbled || handedOver || inputRefused) {
      arrived.close();
    } else {
      session.descriptors(arrived.descriptors(), this);
    }
  }

  /// The peer will send nothing more.
  void inputEnded() {
    if (handedOver) {
      return;
    }
    inputEnded = true;
    if (closing != null) {
      context.close();
    } else {
      pump();
      flush();
    }
  }

  /// Turns what has arrived into messages, as far as the limits allow.
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      boolean drained = false;
      while (!drained && mayRead()) {
        M message;
        int before = input.readable();
        try {
          message = input.read(conversation.reader());
          if (message == null && inputEnded) {
            message = input.readLast(conversation.reader());
          }
        } catch (ProtocolException fault) {
          input.discard();
          garbled = true;
          terms.listener().fault(peer, fault);
          session.malformed(fault, this);
          runAsked();
          break;
        }
        drained = message == null;
        if (message != null) {
          idleSince = now;
          arrived = before - input.readable();
          session.received(message, this);
          runAsked();
          arrived = 0;
        }
      }
      if (drained && inputEnded && !endedTold && closing == null) {
        endedTold = true;
        session.ended(this);
        runAsked();
      }
      stopIf(drained || stopWanted == CloseReason.IDLE || !output.isWritable());
    } finally {
      runner.start();
      pumping = false;
    }
    countHoldings();
  }

  private void countHoldings() {
    if (closing == null) {
      input.trim(context.alloc());
      int held = input.size() + runner.held() + runner.kept() * CALL_BYTES + output.untaken();
      tellHoldings(held / Holdings.UNIT_BYTES);
    }
  }

  private void tellHoldings(int units) {
    if (units != heldUnits) {
      heldUnits = units;
      holdings.accept(units);
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
  private boolean mayRead() {
    if (closing != null || handedOver) {
      return false;
    }
    output.flushIfMuch();
    boolean busy = isBusy();
    if (busy && !paused) {
      paused = true;
      busy = isBusy(); // a handler may have begun to wait before it could see that we pause
    }
    if (!inputEnded && busy == context.channel().config().isAutoRead()) {
      context.channel().config().setAutoRead(!busy);
    }
    paused = busy;
    return !busy;
  }

  private boolean isBusy() {
    int unfinished = runner.unfinished();
    return held
        || unfinished >= terms.limits().unfinished()
        || (unfinished > 0 && runner.held() >= terms.limits().frameBytes())
        || (!output.isWritable() && !session.readsAlways());
  }

  // ---- calls to the handler and back

  private void runAsked() {
    if (handedOver) {
      asked.clear();
      return;
    }
    for (Asked<Q> next = asked.poll(); next != null; next = asked.poll()) {
      if (closing != null) {
        asked.clear();
        return;
      }
      terms.listener().requestBegun(peer);
      runner.run(next.number(), next.question(), now, arrived);
      arrived = 0; // counted once, whatever the session makes of it
    }
    timer.arm(now);
  }

  @Override
  public void finished(Call<Q, R> call) {
    if (closing != null || handedOver) {
      dropped(call);
      return;
    }
    if (terms.delivery() == Delivery.ON_LOOP && !terms.listener().equals(ConnectionListener.NONE)) {
      now = Clock.now(); // a handler on the loop takes time of the loop
    }
    idleSince = now;
    terms.listener().requestEnded(peer, Math.max(0, now - call.begunNanos), call.failure);
    R value = call.value;
    if (call.failure == null && value != null) {
      session.answered(call.number, value, this);
      return;
    }
    Throwable failure =
        call.failure != null ? call.failure : new NullPointerException("the handler answered null");
    FAILURES.warn(terms.room() + ": " + peer + ": the handler failed: " + failure, failure);
    session.failed(call.number, failure, this);
  }

  @Override
  public void dropped(Call<Q, R> call) {
    terms
        .listener()
        .requestEnded(
            peer,
            Math.max(0, now - call.begunNanos),
            new ConnectionLostException(peer + ": the connection ended before the answer"));
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
    if (paused || runner.waitingForPeer() > terms.limits().waiting()) {
      onLoop(this::waitingChangedHere);
    }
  }

  private void waitingChangedHere() {
    if (closing == null && runner.waitingForPeer() > terms.limits().waiting()) {
      FAILURES.warn(
          terms.room()
              + ": "
              + peer
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

  /// Runs a step of the session, as if a message had come. On any thread.
  ///
  /// @return false if the connection is gone
  boolean run(Consumer<Outbox<M, Q>> step) {
    return tryOnLoop(() -> {
      step.accept(this);
      settled();
    });
  }

  private boolean tryOnLoop(Runnable task) {
    if (gone) {
      return false;
    }
    try {
      context.executor().execute(() -> guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the loops have ended, and the connection with them
    }
  }

  /// What Netty does for the methods that it calls: an unexpected error ends the connection.
  void guarded(Runnable step) {
    now = Clock.now();
    try {
      step.run();
    } catch (Throwable thrown) {
      unexpected.accept(thrown);
    }
  }

  @Override
  public void due(long time, ConnectionTimer.Due due) {
    if (closing == null || due == ConnectionTimer.Due.LINGERED) {
      guarded(() -> dueHere(due));
    }
  }

  private void dueHere(ConnectionTimer.Due due) {
    switch (due) {
      case IDLE -> {
        if (output.isWritable()) {
          end(CloseReason.IDLE);
        } else {
          closing = CloseReason.IDLE; // it does not even take what it asked for
          context.close();
        }
      }
      case TOTAL -> end(CloseReason.IDLE);
      case LINGERED -> context.close();
      case ANSWER ->
          runner.expire(now, new RequestTimeoutException("handler", terms.timeouts().answer()));
      case SESSION -> session.due(now, this);
      case UNTAKEN -> checkTaken();
    }
    settled();
  }

  @Override
  public long activeAt(long time) {
    return isAtWork() ? time : idleSince;
  }

  @Override
  public long answerDue() {
    return runner.nextDeadline();
  }

  private boolean isAtWork() {
    return runner.owed() > 0;
  }

  // ---- what a session may decide

  @Override
  public void send(M message) {
    if (closing != null || handedOver) {
      return;
    }
    output.write(conversation.writer(), message);
  }

  @Override
  public void call(long call, Q question) {
    asked.add(new Asked<>(call, question));
  }

  @Override
  public void wakeAt(long nanoTime) {
    timer.wakeAt(nanoTime);
    timer.arm(now);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void close(CloseReason reason) {
    if (closing != null || handedOver) {
      return;
    }
    closing = reason == CloseReason.STOPPED && stopWanted != null ? stopWanted : reason;
    input.discard();
    runner.stop();
    ByteBuf last = output.takeAll();
    if (reason == CloseReason.LIMIT && !output.isWritable()) {
      if (last != null) {
        last.release();
      }
      context.close(); // what the peer has not taken is what must go
      return;
    }
    boolean atOnce = inputEnded || reason == CloseReason.LIMIT;
    Farewell.say(context, last, atOnce, timer, now);
  }

  @Override
  public boolean isWritable() {
    output.flushIfMuch();
    return output.isWritable();
  }

  /// The peer has ended its side, and what is left to do is to take what it is owed: it need not do
  /// so at once, but something of it within the time of grace.
  private void awaitTaking() {
    awaitsTaking = true;
    untakenBefore = output.untakenExactly();
    timer.takenBy(Clock.after(now, terms.timeouts().grace().toNanos()));
    timer.arm(now);
  }

  private void checkTaken() {
    if (!awaitsTaking) {
      return;
    }
    if (output.untakenExactly() != untakenBefore) {
      awaitTaking();
    } else {
      closing = CloseReason.PEER_CLOSED;
      context.close();
    }
  }

  /// The peer takes what is written again.
  void writable() {
    awaitsTaking = false;
    if (closing == null && !handedOver) {
      session.writable(this);
      runAsked();
    }
    pump();
    flush();
  }

  @Override
  public void hold(boolean held) {
    this.held = held;
  }

  @Override
  public void endInput() {
    inputRefused = true;
  }

  @Override
  public void secure(StartTls tls) {
    if (closing != null || handedOver) {
      return;
    }
    flush();
    try {
      boolean accepted = context.channel().parent() != null;
      ChannelHandler handler = TlsContexts.handlerFor(tls, context.alloc(), accepted);
      Splice.before(context, handler, input.takeAll(), false);
    } catch (SSLException e) {
      throw new IllegalStateException("tls: " + e.getMessage(), e);
    }
  }

  /// The TLS handshake is done.
  void secured() {
    peer = Peers.of(context.channel());
  }

  @Override
  public void handOver(Successor successor) {
    if (closing != null || handedOver) {
      return;
    }
    flush();
    ChannelHandler handler = successor.make();
    handedOver = true;
    timer.stop();
    context.channel().config().setAutoRead(true);
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    Splice.before(context, handler, input.takeAll(), true);
  }

  boolean isHandedOver() {
    return handedOver;
  }

  @Override
  public void breakOff(CloseReason reason) {
    if (closing != null) {
      return;
    }
    closing = reason;
    input.discard();
    runner.stop();
    output.discard();
    context.close();
  }

  void flush() {
    output.flush();
    if (inputEnded && !awaitsTaking && !output.isWritable()) {
      awaitTaking();
    }
  }
}
