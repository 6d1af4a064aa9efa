package dev.sennit.pb.session;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Outbox;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The calls of this side: those that wait until the peer takes them, those that wait for an
/// answer, and those that nobody waits for any more but whose answer may still come.
final class OutgoingCalls {
  /// How many calls may be given up without that their answers came.
  static final int MOST_GIVEN_UP = 65_536;

  private static final Ended NOBODY = new Ended(null);

  private final Values values;
  private final PbOwner owner;
  private final LongMap<Request> sent = new LongMap<>();
  private final ArrayDeque<Request> waiting = new ArrayDeque<>(0);
  private final PriorityQueue<Request> deadlines =
      new PriorityQueue<>(Comparator.comparingLong((Request request) -> request.deadline));
  private int stale; // among the deadlines: over already
  private int givenUp;
  private long last;

  OutgoingCalls(Values values, PbOwner owner) {
    this.values = values;
    this.owner = owner;
  }

  /// Sends a call, or lets it wait until the peer takes what is written.
  ///
  /// @return whether it has become the first that is due
  boolean send(Request request, Outbox<PbMessage, PbAsk> out) {
    if (request.over) {
      leave(request);
      return false;
    }
    boolean first = false;
    if (request.timeoutNanos > 0 && request.sink != null) {
      request.deadline = out.nanoTime() + request.timeoutNanos;
      deadlines.add(request);
      first = deadlines.peek() == request;
    }
    if (waiting.isEmpty() && out.isWritable()) {
      write(request, out);
    } else {
      waiting.add(request);
    }
    return first;
  }

  /// The peer takes what is written.
  void writable(Outbox<PbMessage, PbAsk> out) {
    while (out.isWritable()) { // which may write, and so end up here again
      Request request = waiting.poll();
      if (request == null) {
        return;
      }
      if (request.over) {
        leave(request);
      } else {
        write(request, out);
      }
    }
  }

  private void write(Request request, Outbox<PbMessage, PbAsk> out) {
    request.number = ++last;
    values.begin(out);
    try {
      out.send(
          new PbMessage.Call(
              Item.of(request.number),
              request.target,
              request.method,
              request.sink != null,
              request.arguments().item(values),
              request.keywords().item(values),
              request.toCache));
      request.sent();
    } catch (ReferenceLimitException | ProtocolException e) {
      values.undo();
      leave(request);
      fail(request, e instanceof ProtocolException ? e : new IllegalStateException(e.getMessage()));
      return;
    }
    owner.left(request);
    if (request.sink != null) {
      sent.put(request.number, request);
    }
  }

  /// It will not be sent.
  private void leave(Request request) {
    request.drop(owner);
    owner.left(request);
  }

  /// It cannot be sent, since the connection is not there.
  void refuse(Request request, Throwable cause) {
    leave(request);
    fail(request, cause);
  }

  private void fail(Request request, Throwable cause) {
    Request.Sink sink = request.sink;
    if (!request.over && sink != null) {
      end(request);
      sink.failed(cause);
    }
  }

  private void end(Request request) {
    request.over = true;
    if (request.deadline != Long.MAX_VALUE && ++stale > 32 && stale > deadlines.size() / 2) {
      deadlines.removeIf(each -> each.over);
      stale = 0;
    }
  }

  /// A call that has its answer.
  ///
  /// @param sink who waits for it; null if nobody does any more
  record Ended(Request.@Nullable Sink sink) {}

  /// The call that is answered now.
  ///
  /// @return null if there is none of that number
  @Nullable Ended answered(long number) {
    Request request = number < 1 ? null : sent.remove(number);
    if (request == null) {
      return null;
    }
    if (request.over) {
      givenUp--;
      return NOBODY;
    }
    end(request);
    return new Ended(request.sink);
  }

  /// Nobody waits for the answer any more.
  void giveUp(Request request) {
    if (!request.over) {
      end(request);
      if (request.number > 0) {
        givenUp++;
      }
    }
  }

  /// Whether the peer leaves too many calls unanswered that were given up.
  boolean isOwedTooMany() {
    return givenUp > MOST_GIVEN_UP;
  }

  /// When the first call is due; `Long.MAX_VALUE` for never.
  long nextDeadline() {
    for (Request first = deadlines.peek(); first != null; first = deadlines.peek()) {
      if (!first.over) {
        return first.deadline;
      }
      deadlines.remove();
      stale--;
    }
    return Long.MAX_VALUE;
  }

  /// Fails the calls that are due.
  void expire(long now) {
    while (nextDeadline() != Long.MAX_VALUE && nextDeadline() - now <= 0) {
      Request late = deadlines.remove();
      late.deadline = Long.MAX_VALUE; // it is not among them any more
      giveUp(late);
      Request.Sink sink = late.sink;
      if (sink != null) {
        sink.failed(
            new RequestTimeoutException(
                "answer of " + late.method, Duration.ofNanos(late.timeoutNanos)));
      }
    }
  }

  /// The connection is gone: fails all, in the order in which they were made.
  void failAll(ConnectionLostException cause) {
    for (long number : sent.keys()) {
      Request request = sent.get(number);
      if (request != null) {
        fail(request, cause);
      }
    }
    for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
      refuse(request, cause);
    }
    deadlines.clear();
    stale = 0;
  }
}
