package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpQuestion;
import dev.sennit.amp.session.AmpSession;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.amp.wire.AmpBoxWriter;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Side;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a server or a client: what its user sees of its session.
///
/// Requests of other threads are gathered in a list, so that a burst of them costs one wake-up of
/// the loop and one write.
final class AmpLine implements AmpConnection, AmpSession.Owner {
  private final AmpTerms terms;
  private final AmpSession session = new AmpSession(this);
  private final AtomicInteger open = new AtomicInteger();
  private final CompletableFuture<RuntimeException> closed = new CompletableFuture<>();
  private final Object gathering = new Object();
  private List<AmpAsk> gathered = new ArrayList<>();
  private volatile @Nullable SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel;

  AmpLine(AmpTerms terms) {
    this.terms = terms;
  }

  /// This side of the connection, for the network.
  Side<AmpBox, AmpQuestion, AmpOutcome> side(Consumer<AmpLine> opened) {
    return new Side<>(
        new Conversation<>(
            new AmpBoxReader(terms.limits().boxBytes(), terms.limits().boxPairs()),
            new AmpBoxWriter(),
            session),
        (question, _) -> handle(question),
        made -> {
          channel = made;
          opened.accept(this);
        });
  }

  private CompletionStage<AmpOutcome> handle(AmpQuestion question) throws Exception {
    CompletionStage<AmpOutcome> outcome =
        terms.router().respond(question.command(), question.box(), this);
    if (!outcome.toCompletableFuture().isDone()) {
      question.answersLater();
      if (session.isEnding()) {
        boolean _ = run(session::postponed);
      }
    }
    return outcome;
  }

  private boolean run(Consumer<Outbox<AmpBox, AmpQuestion>> step) {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    return channel != null && channel.run(step);
  }

  // ---- asking

  @Override
  public <Q, R> Reply<R> ask(AmpCommand<Q, R> command, Q request) {
    return ask(command, request, terms.timeouts().request());
  }

  @Override
  public <Q, R> Reply<R> ask(AmpCommand<Q, R> command, Q request, Duration most) {
    TypedAsk<R> ask = new TypedAsk<>(command.write(request, this), command, this, most.toNanos());
    begin(ask);
    return ask.reply();
  }

  @Override
  public <Q> void tell(AmpCommand<Q, ?> command, Q request) {
    submit(new OneWayAsk(command.write(request, this)));
  }

  @Override
  public Reply<AmpBox> askRaw(String command, AmpBox fields) {
    RawAsk ask = new RawAsk(raw(command, fields), this, terms.timeouts().request().toNanos());
    begin(ask);
    return ask.reply();
  }

  @Override
  public void tellRaw(String command, AmpBox fields) {
    submit(new OneWayAsk(raw(command, fields)));
  }

  private static AmpBox.Builder raw(String command, AmpBox fields) {
    return fields.toBuilder().put(AmpKeys.COMMAND, Octets.utf8(command));
  }

  /// Counts the call, and sends it.
  private void begin(AmpAsk ask) {
    if (open.incrementAndGet() > terms.limits().outstanding()) {
      ask.failed(
          new RejectedExecutionException(
              this
                  + ": calls: "
                  + terms.limits().outstanding()
                  + " are open (expected: fewer, or a higher limit)"));
      return;
    }
    submit(ask);
  }

  /// A call of this connection is over.
  void ended() {
    open.decrementAndGet();
  }

  private void submit(AmpAsk ask) {
    boolean first;
    synchronized (gathering) {
      gathered.add(ask);
      first = gathered.size() == 1;
    }
    if (first && !run(this::send)) {
      for (AmpAsk each : take()) {
        if (!(each instanceof OneWayAsk)) {
          each.failed(
              closed.getNow(new ConnectionLostException(this + ": the connection is closed")));
        }
      }
    }
  }

  private void send(Outbox<AmpBox, AmpQuestion> out) {
    List<AmpAsk> asks = take();
    for (AmpAsk ask : asks) {
      session.ask(ask, out);
    }
  }

  private List<AmpAsk> take() {
    synchronized (gathering) {
      List<AmpAsk> asks = gathered;
      gathered = new ArrayList<>();
      return asks;
    }
  }

  // ---- life

  @Override
  public Peer peer() {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    if (channel == null) {
      throw new IllegalStateException("the connection is not open yet");
    }
    return channel.peer();
  }

  @Override
  public void close() {
    boolean _ = run(session::stop);
  }

  /// Closes at once.
  void breakOff() {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    if (channel != null) {
      channel.breakOff();
    }
  }

  @Override
  public void over(RuntimeException why) {
    closed.complete(why);
  }

  @Override
  public CompletionStage<RuntimeException> closed() {
    return closed.minimalCompletionStage();
  }

  @Override
  public String toString() {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    return channel == null ? "amp" : channel.peer().toString();
  }
}
