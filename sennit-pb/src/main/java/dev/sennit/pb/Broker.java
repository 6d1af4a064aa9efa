package dev.sennit.pb;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Side;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.session.Late;
import dev.sennit.pb.session.PbAsk;
import dev.sennit.pb.session.PbOutcome;
import dev.sennit.pb.session.PbSession;
import dev.sennit.pb.session.Request;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection's machinery: what brings calls from any thread to the session on its loop, and
/// back.
///
/// Steps for the loop are gathered, so that a burst of calls costs one wake-up and one write.
final class Broker implements PbSession.Owner {
  private static final List<Dialect> DIALECTS = List.of(Dialect.PB, Dialect.NONE);

  /// Something to be done on the loop.
  private interface Step {
    void run(Outbox<PbMessage, PbAsk> out);

    /// The connection is gone before it could be done.
    default void lost() {}
  }

  private final Settings settings;
  private final PbSession session;
  private final PbWire wire;
  private final PbConnection connection = new PbConnection(this);
  private final Answers answers;
  private final SentCaches sentCaches;
  private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final CompletableFuture<Broker> ready = new CompletableFuture<>();
  private final Object ending = new Object();
  private ArrayDeque<Runnable> whenGone = new ArrayDeque<>(2);
  private boolean gone;
  private volatile Dialect dialect = Dialect.NONE;
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
            settings.references(),
            this);
    this.answers = new Answers(this, settings);
    this.sentCaches = new SentCaches(this, settings.references());
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
  public void closed(ConnectionLostException cause, List<Object> held) {
    ready.completeExceptionally(cause);
    ArrayDeque<Runnable> tasks;
    synchronized (ending) {
      gone = true;
      tasks = new ArrayDeque<>(sentCaches.clear());
      tasks.addAll(whenGone);
      whenGone = new ArrayDeque<>(0);
    }
    if (!tasks.isEmpty()) {
      Thread.ofVirtual().name("sennit-pb-gone").start(() -> tasks.forEach(answers::runQuietly));
    }
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

  Peer peer() {
    Peer known = peer;
    if (known == null) {
      throw new IllegalStateException("peer: unknown (expected: a connection that is there)");
    }
    return known;
  }

  Runnable whenGone(Runnable task) {
    synchronized (ending) {
      if (!gone) {
        whenGone.add(task);
        return () -> {
          synchronized (ending) {
            whenGone.remove(task);
          }
        };
      }
    }
    Thread.ofVirtual().name("sennit-pb-gone").start(() -> answers.runQuietly(task));
    return () -> {};
  }

  private void later(Step step) {
    steps.add(step);
    if (scheduled.compareAndSet(false, true)) {
      SessionChannel<PbMessage, PbAsk, PbOutcome> open = channel;
      if (open == null || !open.run(this::runSteps)) {
        scheduled.set(false);
        for (Step lost = steps.poll(); lost != null; lost = steps.poll()) {
          lost.lost();
        }
      }
    }
  }

  private void runSteps(Outbox<PbMessage, PbAsk> out) {
    scheduled.set(false);
    for (Step step = steps.poll(); step != null; step = steps.poll()) {
      step.run(out);
    }
  }

  private <T> Reply<T> onLoop(java.util.function.Supplier<T> question) {
    Reply<T> reply = new Reply<>();
    later(
        new Step() {
          @Override
          public void run(Outbox<PbMessage, PbAsk> out) {
            reply.complete(question.get());
          }

          @Override
          public void lost() {
            reply.completeExceptionally(lostConnection());
          }
        });
    return reply;
  }

  Reply<Void> publish(String name, PbObject object) {
    return Reply.of(
        onLoop(
                () -> {
                  session.publish(name, object);
                  return true;
                })
            .thenAccept(_ -> {}));
  }

  Reply<List<PbConnection.Held>> held() {
    return onLoop(() ->
        session.held().stream()
            .map(each ->
                new PbConnection.Held(each.number(), (PbObject) each.object(), each.references()))
            .toList());
  }

  void decache(long number) {
    later(out -> session.decache(number, out));
  }

  void uncache(long number) {
    later(out -> session.uncache(number, out));
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
    later(out -> session.release(number, out));
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

  private static ConnectionLostException lostConnection() {
    return new ConnectionLostException("the connection is gone");
  }

  // ---- calls

  Reply<@Nullable Object> call(
      PbRemote remote,
      String method,
      List<? extends @Nullable Object> arguments,
      @Nullable Object[] more,
      Map<String, ?> keywords,
      Duration deadline) {
    return call(remote.target(), false, remote, method, arguments, more, keywords, deadline);
  }

  Reply<@Nullable Object> callCache(long number, String method, @Nullable Object[] arguments) {
    return call(
        Item.of(number), true, this, method, List.of(), arguments, Map.of(), settings.deadline());
  }

  private Reply<@Nullable Object> call(
      Item target,
      boolean toCache,
      Object kept,
      String method,
      List<? extends @Nullable Object> arguments,
      @Nullable Object[] more,
      Map<String, ?> keywords,
      Duration deadline) {
    Reply<@Nullable Object> reply = new Reply<>();
    Request request;
    try {
      request =
          new Request(
              target,
              toCache,
              Octets.utf8(method),
              tuple(arguments, more),
              dictionary(keywords),
              new ReplySink(reply),
              deadline.toNanos());
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
      return reply;
    }
    sendLater(request, kept);
    reply.whenComplete((_, failure) -> {
      if (failure != null && reply.isCancelled()) {
        later(_ -> session.giveUp(request));
      }
    });
    return reply;
  }

  void send(PbRemote remote, String method, @Nullable Object[] arguments) {
    send(remote.target(), false, remote, method, arguments);
  }

  void sendCache(long number, String method, @Nullable Object[] arguments) {
    send(Item.of(number), true, this, method, arguments);
  }

  private void send(
      Item target, boolean toCache, Object kept, String method, @Nullable Object[] arguments) {
    sendLater(
        new Request(
            target,
            toCache,
            Octets.utf8(method),
            tuple(List.of(), arguments),
            dictionary(Map.of()),
            null,
            0),
        kept);
  }

  /// What is called must not be given back before the call is written.
  private void sendLater(Request request, Object kept) {
    later(
        new Step() {
          @Override
          public void run(Outbox<PbMessage, PbAsk> out) {
            try {
              session.send(request, out);
            } finally {
              Reference.reachabilityFence(kept);
            }
          }

          @Override
          public void lost() {
            request.lost(lostConnection());
          }
        });
  }

  private final class ReplySink implements Request.Sink {
    private final Reply<@Nullable Object> reply;

    ReplySink(Reply<@Nullable Object> reply) {
      this.reply = reply;
    }

    @Override
    public void answered(@Nullable Object value) {
      reply.complete(value);
    }

    @Override
    public void refused(@Nullable Object failure) {
      reply.completeExceptionally(answers.thrown(failure));
    }

    @Override
    public void failed(Throwable cause) {
      reply.completeExceptionally(cause);
    }
  }

  // ---- values

  /// @param perspective whom the value is sent to, as far as that is known
  Jellied jellied(@Nullable PbObject perspective, Consumer<JellyWriter> content) {
    JellyWriter writer =
        new JellyWriter(
            settings.types(),
            dialect,
            settings.banana(),
            (value, out) -> write(value, perspective, out));
    try {
      content.accept(writer);
      return writer.finish();
    } catch (RuntimeException e) {
      writer.abandon(Broker::drop);
      throw e;
    }
  }

  static void drop(Object left) {
    if (left instanceof Late late) {
      late.dropped();
    }
  }

  private Jellied tuple(List<? extends @Nullable Object> arguments, @Nullable Object[] more) {
    return jellied(
        null,
        writer -> {
          writer.banana().list(1 + arguments.size() + more.length).string("tuple");
          arguments.forEach(writer::value);
          for (@Nullable Object argument : more) {
            writer.value(argument);
          }
        });
  }

  private Jellied dictionary(Map<String, ?> keywords) {
    return jellied(null, writer -> writer.value(keywords));
  }

  /// What Jelly does not know.
  private boolean write(Object value, @Nullable PbObject perspective, JellyWriter out) {
    switch (value) {
      case PbObject object -> out.gap(object);
      case PbViewable viewable -> out.gap(new ViewPoint(perspective, viewable));
      case PbCacheable cacheable -> sentCaches.write(cacheable, perspective, out);
      case PbCached cached -> {
        checkHome(cached.broker(), cached);
        out.keep(cached);
        out.banana().list(2).string("lcache").number(cached.number());
      }
      case PbRemote remote -> {
        checkHome(remote.broker(), remote);
        out.keep(remote);
        out.banana().list(2).string("local").item(remote.target());
      }
      default -> {
        PbRemote behind = Faces.behind(value);
        return behind != null && write(behind, perspective, out);
      }
    }
    return true;
  }

  private void checkHome(Broker home, Object handle) {
    if (home != this) {
      throw new IllegalArgumentException(
          handle + ": of another connection (expected: one of this connection)");
    }
  }
}
