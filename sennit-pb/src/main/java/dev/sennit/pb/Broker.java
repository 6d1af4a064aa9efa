package dev.sennit.pb;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Side;
import dev.sennit.net.session.Outbox;
import dev.sennit.pb.session.HeldRemote;
import dev.sennit.pb.session.Late;
import dev.sennit.pb.session.PbAsk;
import dev.sennit.pb.session.PbOutcome;
import dev.sennit.pb.session.PbOwner;
import dev.sennit.pb.session.PbSession;
import dev.sennit.pb.session.Request;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One connection's machinery: what brings calls from any thread to the session on its loop, and
/// back.
final class Broker implements PbOwner {
  private static final List<Dialect> DIALECTS = List.of(Dialect.PB, Dialect.NONE);

  private final Settings settings;
  private final PbSession session;
  private final PbWire wire;
  private final PbConnection connection = new PbConnection(this);
  private final Answers answers;
  private final SentCaches sentCaches;
  private final OutgoingValues values;
  private final Steps steps = new Steps();
  private final Calls calls;
  private final Endings endings;
  private final CompletableFuture<Broker> ready = new CompletableFuture<>();
  private volatile Dialect dialect = Dialect.NONE;
  private volatile List<HeldRemote> died = List.of();
  private volatile @Nullable SessionChannel<PbMessage, PbAsk, PbOutcome> channel;
  private volatile @Nullable Peer peer;

  Broker(boolean server, Settings settings) {
    this.settings = settings;
    this.wire = new PbWire(server, DIALECTS, settings.banana());
    this.session =
        new PbSession(
            server,
            DIALECTS,
            wire,
            settings.types(),
            settings.banana(),
            settings.limits().references(),
            settings.limits().holding(),
            settings.limits().queuedBytes(),
            this);
    this.sentCaches = new SentCaches(this, settings.limits().references());
    this.values = new OutgoingValues(this, settings, sentCaches);
    this.answers = new Answers(this, values, settings);
    this.endings = new Endings(answers::runQuietly);
    this.calls = new Calls(this, session, steps, values, answers, settings.limits());
  }

  // ---- the beginning

  /// This side of a connection.
  ///
  /// @param whenOpen is told before anything is received; on the loop
  Side<PbMessage, PbAsk, PbOutcome> side(Consumer<Broker> whenOpen) {
    return new Side<>(
        new Conversation<>(wire, wire, session),
        (ask, _) -> answers.answer(ask),
        opened -> {
          channel = opened;
          peer = opened.peer();
          steps.open(opened);
          whenOpen.accept(this);
        });
  }

  /// On the loop, before anything is received.
  void publishHere(String name, PbObject object) {
    session.publish(name, object);
  }

  @Override
  public void ready(Dialect chosen) {
    dialect = chosen;
    ready.complete(this);
  }

  /// Completes when calls can be made.
  CompletableFuture<Broker> whenReady() {
    return ready;
  }

  // ---- what the session wants

  @Override
  public Object remote(long number, String tag) {
    return PbRemote.numbered(this, number);
  }

  @Override
  public Object cached(long number, Object cache) {
    return new PbCached(this, number, cache);
  }

  @Override
  public Object cacheable(long number) {
    return sentCaches.object(number);
  }

  @Override
  public boolean decached(long number) {
    return sentCaches.decache(number);
  }

  @Override
  public void discard(Object handle) {
    if (handle instanceof PbRemote remote) {
      remote.close();
    } else if (handle instanceof PbCached cached) {
      cached.close();
    }
  }

  @Override
  public Object keyOf(Object object) {
    return object instanceof ViewPoint ? object : new Same(object);
  }

  @Override
  public void unreferenced(Object object) {
    if (object instanceof AvatarReference avatar) {
      avatar.givenBack(answers);
    }
  }

  @Override
  public void unsent(Object object) {
    switch (object) {
      case Late late -> late.dropped();
      case AvatarReference avatar -> avatar.givenBack(answers); // nobody else can send it
      default -> {}
    }
  }

  @Override
  public void left(Request request) {
    calls.left(request);
  }

  /// An object, and no other that equals it.
  private record Same(Object object) {
    @Override
    @SuppressWarnings("ReferenceEquality") // that is the point
    public boolean equals(@Nullable Object other) {
      return other instanceof Same same && same.object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  @Override
  public void closed(ConnectionLostException cause, List<Object> held, List<HeldRemote> remotes) {
    died = remotes;
    ready.completeExceptionally(cause);
    endings.over(sentCaches.clear());
  }

  // ---- from any thread

  PbConnection connection() {
    return connection;
  }

  Duration deadline() {
    return settings.deadline();
  }

  Dialect dialect() {
    return dialect;
  }

  Calls calls() {
    return calls;
  }

  Peer peer() {
    Peer known = peer;
    if (known == null) {
      throw new IllegalStateException("peer: unknown (expected: a connection that is there)");
    }
    return known;
  }

  /// Whether what is said can be read by nobody else: over TLS, or inside this machine.
  boolean isPrivate() {
    SessionChannel<PbMessage, PbAsk, PbOutcome> open = channel;
    return open != null && (open.isSecure() || open.peer().address().isEmpty());
  }

  Runnable whenGone(Runnable task) {
    return endings.add(task);
  }

  private <T> Reply<T> onLoop(Function<Outbox<PbMessage, PbAsk>, T> question) {
    Reply<T> reply = new Reply<>();
    steps.add(
        new Steps.Step() {
          @Override
          public void run(Outbox<PbMessage, PbAsk> out) {
            reply.complete(question.apply(out));
          }

          @Override
          public void lost() {
            reply.completeExceptionally(new ConnectionLostException("the connection is gone"));
          }
        });
    return reply;
  }

  Reply<Void> publish(String name, PbObject object) {
    return Reply.of(
        onLoop(
                _ -> {
                  session.publish(name, object);
                  return true;
                })
            .thenAccept(_ -> {}));
  }

  Reply<List<PbConnection.Held>> held() {
    return onLoop(out ->
        session.held(out).stream()
            .map(each ->
                new PbConnection.Held(
                    each.number(),
                    (PbObject) each.object(),
                    each.references(),
                    Duration.ofNanos(each.ageNanos())))
            .toList());
  }

  Reply<List<PbConnection.Holding>> holding() {
    return onLoop(out -> session.remotes(out).stream().map(Broker::holding).toList());
  }

  private static PbConnection.Holding holding(HeldRemote each) {
    return new PbConnection.Holding(
        each.number(), each.tag(), each.references(), Duration.ofNanos(each.ageNanos()));
  }

  /// What was held of the peer when the connection was lost; nothing before that.
  List<PbRemote> died() {
    return died.stream().map(each -> PbRemote.dead(this, each.number())).toList();
  }

  void decache(long number) {
    steps.add(out -> session.decache(number, out));
  }

  void uncache(long number) {
    steps.add(out -> session.uncache(number, out));
  }

  /// Runs a user's task on a virtual thread, and then another, come what may.
  void afterwards(Runnable task, Runnable then) {
    Thread.ofVirtual()
        .name("sennit-pb-stopped")
        .start(() -> {
          answers.runQuietly(task);
          then.run();
        });
  }

  void release(long number) {
    steps.add(out -> session.release(number, out));
  }

  void close() {
    SessionChannel<PbMessage, PbAsk, PbOutcome> open = channel;
    if (open != null) {
      open.end(CloseReason.STOPPED);
    }
  }

  void breakOff() {
    SessionChannel<PbMessage, PbAsk, PbOutcome> open = channel;
    if (open != null) {
      open.breakOff();
    }
  }
}
