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
import dev.sennit.net.StartTls;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Side;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a server or a client: what its user sees of its session.
///
/// Requests of other threads are gathered in a list, so that a burst of them costs one wake-up of
/// the loop and one write.
final class AmpLine implements AmpConnection, AmpSession.Owner {
  private final AmpTerms terms;
  private final AmpSession session;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong queued = new AtomicLong();
  private final AtomicBoolean tlsBegun = new AtomicBoolean();
  private final AtomicBoolean switched = new AtomicBoolean();
  private volatile @Nullable AmpSuccession succession;
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
  private final CompletableFuture<RuntimeException> closed = new CompletableFuture<>();
  private final Object gathering = new Object();
  private List<AmpAsk> gathered = new ArrayList<>();
  private volatile @Nullable SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel;

  AmpLine(AmpTerms terms) {
    this.terms = terms;
    this.session = new AmpSession(this, terms.limits().queuedBytes());
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
    return begin(new TypedAsk<>(command.write(request, this), command, this, most.toNanos()));
  }

  @Override
  public <Q> void tell(AmpCommand<Q, ?> command, Q request) {
    tell(new OneWayAsk(command.write(request, this), this));
  }

  @Override
  public Reply<AmpBox> askRaw(String command, AmpBox fields) {
    return begin(new RawAsk(raw(command, fields), this, requestNanos()));
  }

  @Override
  public void tellRaw(String command, AmpBox fields) {
    tell(new OneWayAsk(raw(command, fields), this));
  }

  @Override
  public <Q, R> Reply<R> startTls(AmpCommand<Q, R> command, Q request, StartTls how) {
    AmpBox.Builder box = command.write(request, this);
    checkNotSwitched();
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    if ((channel != null && channel.isSecure()) || !tlsBegun.compareAndSet(false, true)) {
      throw new IllegalStateException(this + ": only one TLS (expected: a connection in clear)");
    }
    prepare(how);
    return begin(new TlsAsk<>(box, command, this, requestNanos(), how));
  }

  @Override
  public <Q> Reply<AmpNothing> switchTo(
      AmpCommand<Q, AmpNothing> command, Q request, AmpSuccession succession) {
    AmpBox.Builder box = command.write(request, this);
    if (!switched.compareAndSet(false, true)) {
      throw switched();
    }
    SwitchAsk ask = new SwitchAsk(box, command, this, requestNanos(), succession);
    queued.addAndGet(ask.bytes());
    boolean _ = count(ask);
    enqueue(ask);
    return ask.reply();
  }

  private long requestNanos() {
    return terms.timeouts().request().toNanos();
  }

  private static AmpBox.Builder raw(String command, AmpBox fields) {
    return fields.toBuilder().put(AmpKeys.COMMAND, Octets.utf8(command));
  }

  /// Sends a call, unless there are too many.
  private <T> Reply<T> begin(LineAsk<T> ask) {
    checkNotSwitched();
    queued.addAndGet(ask.bytes());
    if (!count(ask)) {
      ask.failed(
          new RejectedExecutionException(
              this
                  + ": calls: "
                  + terms.limits().outstanding()
                  + " are open (expected: fewer, or a higher limit)"));
    } else {
      try {
        submit(ask);
      } catch (RejectedExecutionException e) {
        ask.failed(e);
      }
    }
    return ask.reply();
  }

  private void tell(OneWayAsk ask) {
    checkNotSwitched();
    queued.addAndGet(ask.bytes());
    try {
      submit(ask);
    } catch (RejectedExecutionException e) {
      left(ask);
      throw e;
    }
  }

  private boolean count(LineAsk<?> ask) {
    return open.incrementAndGet() <= terms.limits().outstanding() || ask instanceof SwitchAsk;
  }

  /// A call of this connection is over.
  void ended(AmpAsk ask) {
    open.decrementAndGet();
    left(ask);
  }

  private void checkNotSwitched() {
    if (switched.get()) {
      throw switched();
    }
  }

  private void submit(AmpAsk ask) {
    if (queued.get() > terms.limits().queuedBytes()) {
      throw new RejectedExecutionException(
          this
              + ": requests: "
              + terms.limits().queuedBytes()
              + " bytes are not answered or not taken (expected: fewer, or a higher limit)");
    }
    enqueue(ask);
  }

  private void enqueue(AmpAsk ask) {
    boolean first;
    synchronized (gathering) {
      gathered.add(ask);
      first = gathered.size() == 1;
    }
    if (first && !run(this::send)) {
      RuntimeException why =
          closed.getNow(new ConnectionLostException(this + ": the connection is closed"));
      for (AmpAsk each : take()) {
        each.left();
        if (!(each instanceof OneWayAsk)) {
          each.failed(why);
        }
      }
    }
  }

  /// A request waits no longer.
  void left(AmpAsk ask) {
    queued.addAndGet(-ask.bytes());
  }

  private void send(Outbox<AmpBox, AmpQuestion> out) {
    for (AmpAsk ask : take()) {
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

  // ---- TLS and the switch

  /// Makes what TLS needs and takes its time.
  void prepare(StartTls how) {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    if (channel != null) {
      channel.prepare(how);
    }
  }

  void tlsFailed() {
    tlsBegun.set(false);
  }

  void switchedTo(AmpSuccession whose) {
    succession = whose;
  }

  void switchFailed() {
    switched.set(false);
  }

  @Override
  public void switchedByPeer() {
    switched.set(true);
  }

  @Override
  public RuntimeException switched() {
    return new ProtocolSwitchedException(this + ": the protocol is switched");
  }

  @Override
  public boolean isStartTls(Octets command) {
    return terms.router().isStartTls(command);
  }

  @Override
  public boolean isSecure() {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    return channel != null && channel.isSecure();
  }

  @Override
  public Optional<X509Certificate> peerCertificate() {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    return channel == null ? Optional.empty() : channel.peerCertificate();
  }

  @Override
  public Optional<X509Certificate> ownCertificate() {
    SessionChannel<AmpBox, AmpQuestion, AmpOutcome> channel = this.channel;
    return channel == null ? Optional.empty() : channel.ownCertificate();
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
    AmpSuccession inner = succession;
    if (inner != null) {
      inner.lost(why);
    }
    closed.complete(why);
  }

  @Override
  public void gone() {
    gone.complete(null);
  }

  /// Completes when the channel is closed.
  CompletableFuture<@Nullable Void> whenGone() {
    return gone;
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
