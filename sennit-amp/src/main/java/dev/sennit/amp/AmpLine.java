package dev.sennit.amp;

import dev.sennit.amp.session.AmpAsk;
import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpOwner;
import dev.sennit.amp.session.AmpQuestion;
import dev.sennit.amp.session.AmpSession;
import dev.sennit.amp.session.DescriptorTable;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.amp.wire.AmpBoxWriter;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.SessionHome;
import dev.sennit.net.runtime.Side;
import dev.sennit.net.runtime.Standalone;
import dev.sennit.net.runtime.Terms;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection of a server or a client: what its user sees of its session.
final class AmpLine implements AmpConnection, Line, AmpOwner {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.amp");

  /// Where a session is that has not begun.
  private static final SessionHome<AmpBox, AmpQuestion> NOWHERE =
      new SessionHome<>() {
        @Override
        public boolean run(Consumer<Outbox<AmpBox, AmpQuestion>> step) {
          return false;
        }

        @Override
        public Peer peer() {
          throw new IllegalStateException("the connection is not open yet");
        }

        @Override
        public void breakOff() {}
      };

  private final AmpTerms terms;
  private final AmpSession session;
  private final LineDescriptors descriptors;
  private final AskQueue asks;
  private final AtomicBoolean tlsBegun = new AtomicBoolean();
  private final AtomicBoolean switched = new AtomicBoolean();
  private volatile @Nullable AmpSuccession succession;
  private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();
  private final CompletableFuture<RuntimeException> closed = new CompletableFuture<>();
  private volatile SessionHome<AmpBox, AmpQuestion> home = NOWHERE;

  AmpLine(AmpTerms terms) {
    this.terms = terms;
    this.asks = new AskQueue(this, terms.limits());
    this.session = new AmpSession(this, terms.limits().queuedBytes(), terms.limits().descriptors());
    this.descriptors = new LineDescriptors(this, terms.limits().descriptors());
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
          home = made;
          opened.accept(this);
        });
  }

  /// Lets the session run without a network.
  ///
  /// @return where it runs
  Standalone<AmpBox, AmpQuestion, AmpOutcome> standalone(
      Terms network, Standalone.Exit<AmpBox> exit) {
    Standalone<AmpBox, AmpQuestion, AmpOutcome> made =
        new Standalone<>(network, session, (question, _) -> handle(question), exit);
    home = made;
    return made;
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
    return home.run(step);
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
    AmpBox.Builder box = command.write(request, this);
    checkNotSwitched();
    asks.tell(new OneWayAsk(box, asks));
  }

  @Override
  public Reply<AmpBox> askRaw(String command, AmpBox fields) {
    return begin(new RawAsk(raw(command, fields), this, requestNanos()));
  }

  @Override
  public void tellRaw(String command, AmpBox fields) {
    checkNotSwitched();
    asks.tell(new OneWayAsk(raw(command, fields), asks));
  }

  @Override
  public <Q, R> Reply<R> startTls(AmpCommand<Q, R> command, Q request, StartTls how) {
    AmpBox.Builder box = command.write(request, this);
    checkNotSwitched();
    if (!canChange()) {
      throw new IllegalStateException(this + ": no TLS (expected: a connection over a network)");
    }
    if (isSecure() || !tlsBegun.compareAndSet(false, true)) {
      throw new IllegalStateException(this + ": only one TLS (expected: a connection in clear)");
    }
    prepare(how);
    return begin(new TlsAsk<>(box, command, this, requestNanos(), how));
  }

  @Override
  public <Q> Reply<AmpNothing> switchTo(
      AmpCommand<Q, AmpNothing> command, Q request, AmpSuccession succession) {
    AmpBox.Builder box = command.write(request, this);
    if (!canChange()) {
      throw new IllegalStateException(this + ": no switch (expected: a connection over a network)");
    }
    if (!switched.compareAndSet(false, true)) {
      throw switched();
    }
    SwitchAsk ask = new SwitchAsk(box, command, this, requestNanos(), succession);
    asks.beginInAnyCase(ask);
    return ask.reply();
  }

  @Override
  public void keepAlive(Duration every) {
    if (!every.isPositive()) {
      throw new IllegalArgumentException("every: " + every + " (expected: more than zero)");
    }
    CompletableFuture.delayedExecutor(every.toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> stayAlive(every));
  }

  private void stayAlive(Duration every) {
    if (closed.isDone() || switched.get()) {
      return;
    }
    try {
      tell(AmpCommand.KEEP_ALIVE, AmpNothing.NOTHING);
    } catch (RejectedExecutionException | ProtocolSwitchedException e) {
      // so much waits for the peer that it must be busy; or it has just left AMP
    }
    keepAlive(every);
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
    asks.begin(ask);
    return ask.reply();
  }

  /// Counts the requests that are open.
  AskQueue asks() {
    return asks;
  }

  private void checkNotSwitched() {
    if (switched.get()) {
      throw switched();
    }
  }

  /// Gives requests to the session.
  ///
  /// @return false if the connection is gone
  boolean send(AskQueue queue) {
    return run(out -> {
      for (AmpAsk ask : queue.take()) {
        session.ask(ask, out);
      }
    });
  }

  /// Why the connection ended.
  RuntimeException end() {
    return closed.getNow(new ConnectionLostException(this + ": the connection is closed"));
  }

  // ---- descriptors

  /// The open files that go along with the boxes.
  LineDescriptors descriptors() {
    return descriptors;
  }

  /// What has come and is not claimed.
  DescriptorTable arrived() {
    return session.descriptors();
  }

  /// Where descriptors can be sent; null if they cannot.
  @Nullable SessionHome<AmpBox, AmpQuestion> carrier() {
    return home.carriesDescriptors() && !tlsBegun.get() ? home : null;
  }

  // ---- TLS and the switch

  /// Whether TLS or another protocol could take over.
  boolean canChange() {
    return home.canChange();
  }

  /// Makes what TLS needs and takes its time.
  void prepare(StartTls how) {
    home.prepare(how);
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
  public boolean holdsInput(Octets command) {
    return terms.router().holdsInput(command);
  }

  @Override
  public boolean isStartTls(Octets command) {
    return terms.router().isStartTls(command);
  }

  @Override
  public boolean isSecure() {
    return home.isSecure();
  }

  @Override
  public Optional<X509Certificate> peerCertificate() {
    return home.peerCertificate();
  }

  @Override
  public Optional<X509Certificate> ownCertificate() {
    return home.ownCertificate();
  }

  // ---- life

  @Override
  public Peer peer() {
    return home.peer();
  }

  @Override
  public void close() {
    boolean _ = run(session::stop);
  }

  @Override
  public void breakOff() {
    home.breakOff();
  }

  @Override
  public void over(RuntimeException why) {
    AmpSuccession inner = succession;
    if (inner != null) {
      inform(() -> inner.lost(why));
    }
    closed.complete(why);
  }

  /// Calls code of the user's on which nothing else may depend.
  void inform(Runnable user) {
    try {
      user.run();
    } catch (RuntimeException e) {
      COMPLAINTS.warn(this + ": " + e, e);
    }
  }

  @Override
  public void gone() {
    gone.complete(null);
  }

  @Override
  public CompletableFuture<@Nullable Void> whenGone() {
    return gone;
  }

  @Override
  public CompletionStage<RuntimeException> closed() {
    return closed.minimalCompletionStage();
  }

  @Override
  public String toString() {
    return home.equals(NOWHERE) ? "amp" : home.peer().toString();
  }
}
