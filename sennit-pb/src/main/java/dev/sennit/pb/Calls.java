package dev.sennit.pb;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.session.PbAsk;
import dev.sennit.pb.session.PbSession;
import dev.sennit.pb.session.Request;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The calls that this side makes on one connection, from any thread. Over a limit a call fails at
/// once: nothing waits without bound, and nobody is blocked who could be an event loop.
final class Calls {
  private static final @Nullable Object[] NOTHING = {};

  private final Broker broker;
  private final PbSession session;
  private final Steps steps;
  private final OutgoingValues values;
  private final Answers answers;
  private final PbLimits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong queued = new AtomicLong();

  Calls(
      Broker broker,
      PbSession session,
      Steps steps,
      OutgoingValues values,
      Answers answers,
      PbLimits limits) {
    this.broker = broker;
    this.session = session;
    this.steps = steps;
    this.values = values;
    this.answers = answers;
    this.limits = limits;
  }

  /// One call on its way to the loop, and whoever waits for its answer.
  private final class Call implements Steps.Step, Request.Sink {
    private final Request request;
    private final Object kept; // is not to be given back before the call is written
    private final @Nullable Reply<@Nullable Object> reply;
    private boolean told; // by the loop, which alone looks at it

    Call(
        Item target,
        boolean toCache,
        Object kept,
        String method,
        Jellied arguments,
        Jellied keywords,
        @Nullable Reply<@Nullable Object> reply,
        Duration deadline) {
      this.kept = kept;
      this.reply = reply;
      this.request =
          new Request(
              target,
              toCache,
              Octets.utf8(method),
              arguments,
              keywords,
              reply == null ? null : this,
              deadline.toNanos());
    }

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
      broker.left(request);
      if (reply != null) {
        failed(new ConnectionLostException("the connection is gone"));
      }
    }

    @Override
    public void answered(@Nullable Object value) {
      if (reply != null) {
        told = true;
        reply.complete(value);
      }
    }

    @Override
    public void refused(@Nullable Object failure) {
      failed(answers.thrown(failure));
    }

    @Override
    public void failed(Throwable cause) {
      if (reply != null) {
        told = true;
        reply.completeExceptionally(cause);
      }
    }

    /// The reply has its outcome, from the loop or because whoever waited gave up.
    void ended() {
      open.decrementAndGet();
      if (!told) {
        steps.add(out -> session.giveUp(request, out));
      }
    }
  }

  Reply<@Nullable Object> call(
      Item target,
      boolean toCache,
      Object kept,
      String method,
      List<? extends @Nullable Object> arguments,
      @Nullable Object[] more,
      Map<String, ?> keywords,
      Duration deadline) {
    Reply<@Nullable Object> reply = new Reply<>();
    if (open.incrementAndGet() > limits.outstanding()) {
      open.decrementAndGet();
      reply.completeExceptionally(
          new RejectedExecutionException(
              "calls: "
                  + limits.outstanding()
                  + " have no answer (expected: fewer, or a higher limit)"));
      return reply;
    }
    Call call;
    try {
      call = made(target, toCache, kept, method, arguments, more, keywords, reply, deadline);
    } catch (RuntimeException e) {
      open.decrementAndGet();
      reply.completeExceptionally(e);
      return reply;
    }
    var _ = reply.whenComplete((_, _) -> call.ended());
    steps.add(call);
    return reply;
  }

  void send(
      Item target, boolean toCache, Object kept, String method, @Nullable Object[] arguments) {
    steps.add(
        made(target, toCache, kept, method, List.of(), arguments, Map.of(), null, Duration.ZERO));
  }

  /// @throws RejectedExecutionException if too much waits already
  private Call made(
      Item target,
      boolean toCache,
      Object kept,
      String method,
      List<? extends @Nullable Object> arguments,
      @Nullable Object[] more,
      Map<String, ?> keywords,
      @Nullable Reply<@Nullable Object> reply,
      Duration deadline) {
    if (queued.get() > limits.queuedBytes()) {
      throw new RejectedExecutionException(
          "calls: "
              + limits.queuedBytes()
              + " bytes are not taken by the peer (expected: fewer, or a higher limit)");
    }
    Jellied first = values.tuple(arguments, more);
    Jellied second;
    try {
      second = values.dictionary(keywords);
    } catch (RuntimeException e) {
      first.drop(broker::unsent);
      throw e;
    }
    Call call = new Call(target, toCache, kept, method, first, second, reply, deadline);
    queued.addAndGet(call.request.bytes());
    return call;
  }

  /// A call has left the queue.
  void left(Request request) {
    queued.addAndGet(-request.bytes());
  }

  Reply<@Nullable Object> callCache(long number, String method, @Nullable Object[] arguments) {
    return call(
        Item.of(number), true, this, method, List.of(), arguments, Map.of(), broker.deadline());
  }

  static @Nullable Object[] nothing() {
    return NOTHING;
  }
}
