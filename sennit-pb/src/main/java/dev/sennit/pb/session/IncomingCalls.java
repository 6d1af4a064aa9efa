package dev.sennit.pb.session;

import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTuple;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The calls of the peer: those that the handler has, and those that wait because the peer does not
/// take its answers.
///
/// Answers are read even then, so the calls that come between them have to be kept somewhere: over
/// their limit nothing is read any more. Their values are read when they come, since a reference
/// means what it means at that moment.
final class IncomingCalls {
  /// How many calls that had to wait are handed out at once.
  private static final int MOST_AT_ONCE = 64;

  /// What a call costs besides its bytes.
  private static final int OVERHEAD_BYTES = 256;

  /// A call that is asked, or has failed already.
  private record Taken(PbMessage.Call call, @Nullable PbAsk ask, @Nullable PbFailure failure) {
    long bytes() {
      return (long) OVERHEAD_BYTES + call.arguments().length() + call.keywords().length();
    }
  }

  /// A call that the handler has and that wants an answer.
  private record Asked(Item request, PbAsk ask) {}

  private final Values values;
  private final long mostParked;
  private final LongMap<Asked> asked = new LongMap<>();
  private final ArrayDeque<Taken> parked = new ArrayDeque<>(0);
  private long parkedBytes;
  private long last;
  private int working; // those that want no answer are among them

  /// @param mostParked bytes of calls that wait
  IncomingCalls(Values values, long mostParked) {
    this.values = values;
    this.mostParked = mostParked;
  }

  /// Whether nothing is in work.
  boolean isIdle() {
    return working == 0 && parked.isEmpty();
  }

  /// A call came.
  void take(PbMessage.Call call, Outbox<PbMessage, PbAsk> out) {
    Taken taken = read(call, out);
    if (parked.isEmpty() && out.isWritable()) {
      handOut(taken, out);
      return;
    }
    parked.add(taken);
    parkedBytes += taken.bytes();
    if (parkedBytes > mostParked) {
      out.hold(true);
    }
    unpark(out);
  }

  /// Hands out what has waited, as far as the peer takes its answers again. Those that have failed
  /// are answered at once: nobody would come back for what is behind them.
  void unpark(Outbox<PbMessage, PbAsk> out) {
    int handedOut = 0;
    while (handedOut < MOST_AT_ONCE && !parked.isEmpty() && out.isWritable()) {
      Taken taken = parked.poll();
      if (taken == null) {
        return; // asking whether it is writable may write, and so end up here again
      }
      boolean held = parkedBytes > mostParked;
      parkedBytes -= taken.bytes();
      if (held && parkedBytes <= mostParked) {
        out.hold(false);
      }
      if (taken.ask() != null) {
        handedOut++;
      }
      handOut(taken, out);
    }
  }

  private void handOut(Taken taken, Outbox<PbMessage, PbAsk> out) {
    PbMessage.Call call = taken.call();
    PbAsk ask = taken.ask();
    if (ask != null) {
      long number = ++last;
      if (call.answered()) {
        asked.put(number, new Asked(call.request(), ask));
      }
      working++;
      out.call(number, ask);
      return;
    }
    PbFailure failure = taken.failure();
    if (call.answered() && failure != null) {
      out.send(new PbMessage.Failed(call.request(), values.jellied(failure)));
    }
  }

  private Taken read(PbMessage.Call call, Outbox<PbMessage, PbAsk> out) {
    Object target = call.toCache() ? values.cache(call.target().asLong(-1)) : target(call.target());
    if (target == null) {
      values.giveBack(call.arguments(), 0, out);
      values.giveBack(call.keywords(), 0, out);
      return new Taken(
          call,
          null,
          call.toCache()
              ? JellyException.key(call.target() + " (expected: the number of a cache)").failure()
              : PbFailure.of("twisted.spread.pb.Error", "Invalid Object ID", List.of()));
    }
    try {
      List<@Nullable Object> arguments =
          call.arguments().isEmpty("tuple")
              ? List.of()
              : arguments(values.read(call.arguments(), out));
      Map<String, @Nullable Object> keywords =
          call.keywords().isEmpty("dictionary")
              ? Map.of()
              : keywords(values.read(call.keywords(), out));
      return new Taken(
          call,
          new PbAsk(target, call.method().utf8(), arguments, keywords, call.answered()),
          null);
    } catch (RuntimeException e) {
      return new Taken(call, null, values.types().failureOf(e));
    }
  }

  private @Nullable Object target(Item name) {
    BananaCursor cursor = name.cursor();
    return switch (cursor.next()) {
      case NUMBER -> cursor.isLong() ? values.locals().numbered(cursor.number()) : null;
      case STRING -> values.locals().named(cursor.text());
      case REAL, LIST -> null;
    };
  }

  private static List<@Nullable Object> arguments(@Nullable Object value) {
    return switch (value) {
      case PbTuple tuple -> tuple.asList();
      case List<?> list -> Collections.unmodifiableList(list);
      case null, default ->
          throw new ClassCastException("arguments: " + kind(value) + " (expected: a tuple)");
    };
  }

  private static Map<String, @Nullable Object> keywords(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ClassCastException("keywords: " + kind(value) + " (expected: a dictionary)");
    }
    Map<String, @Nullable Object> keywords = LinkedHashMap.newLinkedHashMap(map.size());
    boolean text = false;
    boolean bytes = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      switch (entry.getKey()) {
        case String name -> {
          text = true;
          keywords.put(name, entry.getValue());
        }
        case Octets name -> {
          bytes = true;
          keywords.put(name.utf8(), entry.getValue());
        }
        case null, default ->
            throw new ClassCastException("keyword: " + kind(entry.getKey()) + " (expected: text)");
      }
    }
    if (text && bytes) {
      throw new ClassCastException("keywords: text and bytes (expected: one of the two)");
    }
    return keywords;
  }

  /// The value itself is never shown: written out it can be longer than memory.
  private static String kind(@Nullable Object value) {
    return value == null ? "None" : value.getClass().getSimpleName();
  }

  /// The handler is done with a call.
  ///
  /// @return the peer's name for it; null if it wants no answer
  @Nullable Item answered(long number) {
    working--;
    Asked call = asked.remove(number);
    return call == null ? null : call.request();
  }

  /// As [#answered], where the handler failed or took too long: what it says later is let go of.
  @Nullable Item failed(long number, PbOwner owner) {
    working--;
    Asked call = asked.remove(number);
    if (call == null) {
      return null;
    }
    PbOutcome late = call.ask().giveUp();
    if (late != null) {
      late.value().drop(owner::unsent);
    }
    return call.request();
  }

  /// Nobody will be answered any more.
  void clear() {
    parked.clear();
    parkedBytes = 0;
  }
}
