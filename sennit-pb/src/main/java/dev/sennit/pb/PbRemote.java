package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.pb.wire.Item;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An object of the peer's. Safe for many threads.
///
/// The peer keeps its object as long as this is held: [#close()] gives it back at once, and the
/// garbage collector some day. Two are equal if they mean the same object of the same connection.
///
/// In Twisted: `pb.RemoteReference`.
public final class PbRemote implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  /// What is left to do when nobody holds the object any more.
  private static final class Hold implements Runnable {
    private final Broker broker;
    private final long number;
    private final AtomicBoolean given = new AtomicBoolean();

    Hold(Broker broker, long number) {
      this.broker = broker;
      this.number = number;
    }

    @Override
    public void run() {
      if (given.compareAndSet(false, true)) {
        broker.release(number);
      }
    }
  }

  private final Broker broker;
  private final Item target;
  private final String name;
  private final @Nullable Hold hold;
  private final Cleaner.@Nullable Cleanable cleanable;
  private final Duration deadline;
  private final @Nullable PbRemote whole; // what holds the reference, if not this

  private PbRemote(
      Broker broker,
      Item target,
      String name,
      @Nullable Hold hold,
      Duration deadline,
      @Nullable PbRemote whole) {
    this.broker = broker;
    this.target = target;
    this.name = name;
    this.hold = hold;
    this.deadline = deadline;
    this.whole = whole;
    this.cleanable = hold == null || whole != null ? null : CLEANER.register(this, hold);
  }

  static PbRemote numbered(Broker broker, long number) {
    return new PbRemote(
        broker,
        Item.of(number),
        Long.toString(number),
        new Hold(broker, number),
        broker.deadline(),
        null);
  }

  static PbRemote named(Broker broker, String name) {
    return new PbRemote(broker, Item.of(name), name, null, broker.deadline(), null);
  }

  /// One that is good for comparing only, since its connection is gone.
  static PbRemote dead(Broker broker, long number) {
    return new PbRemote(
        broker, Item.of(number), Long.toString(number), null, broker.deadline(), null);
  }

  Broker broker() {
    return broker;
  }

  Item target() {
    return target;
  }

  /// The same object, whose calls fail with a [dev.sennit.net.RequestTimeoutException] if no answer
  /// comes in time. It shares the reference: closing one closes both.
  ///
  /// @param longest zero for ever
  public PbRemote within(Duration longest) {
    return new PbRemote(broker, target, name, hold, longest, whole == null ? this : whole);
  }

  /// Calls a method.
  ///
  /// @param method its name, without `remote_`
  /// @return fails with [PbException] if the peer's method did, or with the exception that was
  ///   registered for the failure; with [dev.sennit.net.ConnectionLostException] if the connection
  ///   is gone; with [dev.sennit.pb.jelly.JellyException] if an argument cannot be sent; with
  ///   [java.util.concurrent.RejectedExecutionException] at a limit of [PbLimits]. Cancelling it
  ///   means not to wait any more: the peer is not told
  public Reply<@Nullable Object> call(String method, @Nullable Object... arguments) {
    return broker
        .calls()
        .call(target, false, this, method, List.of(), arguments, Map.of(), deadline);
  }

  /// Calls a method, and fits the result to a type.
  ///
  /// @param type for example `Integer.class`, an array's, or a registered record's
  /// @return fails as [#call(String, Object...)] does, and with
  ///   [dev.sennit.pb.jelly.JellyException] if the result does not fit
  public <T> Reply<@Nullable T> call(Class<T> type, String method, @Nullable Object... arguments) {
    return Faces.fit(call(method, arguments), type, "result of " + method);
  }

  /// This object as an instance of an interface, each of whose abstract methods calls the method of
  /// its name: it waits for the answer, unless it returns a [Reply] or a `CompletableFuture`. What
  /// is thrown is what [#call(String, Object...)] fails with, without a wrapper; a checked
  /// exception that the method does not declare comes in an
  /// [java.lang.reflect.UndeclaredThrowableException].
  ///
  /// @throws IllegalArgumentException if it is no interface, or has two methods of one name
  public <T> T as(Class<T> face) {
    return Faces.as(this, face);
  }

  /// Calls a method with keyword arguments.
  ///
  /// @param keywords by name
  /// @return fails as [#call(String, Object...)] does
  public Reply<@Nullable Object> call(
      String method, List<? extends @Nullable Object> arguments, Map<String, ?> keywords) {
    return broker
        .calls()
        .call(target, false, this, method, arguments, Calls.nothing(), keywords, deadline);
  }

  /// Calls a method without wanting to know what comes of it: nothing is ever told, not even that
  /// there is no such method.
  ///
  /// @throws dev.sennit.pb.jelly.JellyException if an argument cannot be sent
  /// @throws java.util.concurrent.RejectedExecutionException if the peer has not taken earlier
  ///   calls and [PbLimits#queuedBytes()] is reached
  public void send(String method, @Nullable Object... arguments) {
    broker.calls().send(target, false, this, method, arguments);
  }

  /// Where it lives.
  public PbConnection connection() {
    return broker.connection();
  }

  /// Runs the task when the connection is gone, at once if it is; on a virtual thread.
  ///
  /// @return what takes the wish back
  public Runnable whenGone(Runnable task) {
    return broker.whenGone(task);
  }

  /// Gives the object back: the peer may forget it. Calls then fail over there. Does nothing the
  /// second time, nor for an object that was found by its name.
  @Override
  public void close() {
    if (whole != null) {
      whole.close();
    } else if (cleanable != null) {
      cleanable.clean();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PbRemote remote
        && remote.broker == broker
        && remote.target.equals(target);
  }

  @Override
  public int hashCode() {
    return target.hashCode();
  }

  @Override
  public String toString() {
    return "PbRemote[" + name + "]";
  }
}
