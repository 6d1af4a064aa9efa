package dev.sennit.pb.session;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.JellyReader;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTuple;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One side of a broker's conversation; both sides are alike once the dialect is agreed upon.
///
/// | state | what comes | next |
/// |---|---|---|
/// | greeting | the dialects, or the choice among them | open, or over |
/// | open | commands | over, after what the protocol does not allow |
/// | ending | commands | over, when all that was asked is answered |
/// | over | nothing | |
///
/// Values are read here, in the order of the wire, since a reference means what it means at that
/// moment. They are written where they are at home, up to the numbers of the references in them.
public final class PbSession implements Session<PbMessage, PbAsk, PbOutcome> {
  private static final Complaints COMPLAINTS = new Complaints(System.getLogger("dev.sennit.pb"));
  private static final Item NO_KEYWORDS_PB = emptyDictionary(Dialect.PB);

  /// Whoever the session works for.
  public interface Owner {
    /// The dialect is agreed upon, and calls can be made.
    void ready(Dialect dialect);

    /// Makes the handle of an object of the peer's. It has to be given back with
    /// [PbSession#release].
    Object remote(long number, String tag);

    /// Makes a handle of a cache that this side holds. It has to be given back with
    /// [PbSession#decache].
    Object cached(long number, Object cache);

    /// Gives a handle back, since what it came in cannot be used.
    void discard(Object handle);

    /// The object of this side whose cache comes back.
    ///
    /// @throws JellyException if there is none
    Object cacheable(long number);

    /// The peer has let go of a handle of its cache.
    ///
    /// @return false if it had none
    boolean decached(long number);

    /// What an object of this side is known by.
    Object keyOf(Object object);

    /// The peer has given the last reference to an object back.
    void unreferenced(Object object);

    /// The connection is gone. Told once, after everybody who waited for an answer.
    ///
    /// @param held what the peer held
    void closed(ConnectionLostException cause, List<Object> held);
  }

  private enum State {
    GREETING,
    OPEN,
    ENDING,
    OVER
  }

  private final boolean server;
  private final List<Dialect> dialects;
  private final PbWire wire;
  private final PbTypes types;
  private final BananaLimits limits;
  private final Owner owner;
  private final Numbers numbers = new Numbers();
  private final LocalObjects locals;
  private final LongMap<Object> caches = new LongMap<>(); // that this side holds
  private final Set<Long> givenBack = new HashSet<>(0); // those that were never made
  private final LongMap<Request> requests = new LongMap<>();
  private final PriorityQueue<Request> deadlines =
      new PriorityQueue<>(Comparator.comparingLong((Request request) -> request.deadline));
  private final LongMap<Item> asked = new LongMap<>(); // who to answer, by the number of the call
  private State state = State.GREETING;
  private @Nullable ProtocolException fault; // what the connection is closed for
  private long lastRequest;
  private long lastCall;
  private int working; // calls that the handler has and that want no answer are among them

  /// @param server whether this side offers the dialects
  /// @param wire the reader and writer of the same connection
  /// @param references how many objects the peer may hold
  public PbSession(
      boolean server,
      List<Dialect> dialects,
      PbWire wire,
      PbTypes types,
      BananaLimits limits,
      int references,
      Owner owner) {
    this.server = server;
    this.dialects = List.copyOf(dialects);
    this.wire = wire;
    this.types = types;
    this.limits = limits;
    this.owner = owner;
    this.locals = new LocalObjects(references, owner::keyOf);
  }

  /// Lets the peer call the object by this name.
  public void publish(String name, Object object) {
    locals.publish(name, object);
  }

  // ---- greeting

  @Override
  public void opened(Outbox<PbMessage, PbAsk> out) {
    if (server) {
      out.send(new PbMessage.Offer(dialects.stream().map(Dialect::word).toList()));
    }
  }

  private void greeted(@Nullable String choice, String what, Outbox<PbMessage, PbAsk> out) {
    Dialect dialect = wire.dialect();
    if (state != State.GREETING || dialect == null) {
      COMPLAINTS.warn("pb: closing: " + what + " (expected: one of " + dialects + ")", null);
      finish(CloseReason.DONE, out);
      return;
    }
    if (choice != null) {
      out.send(new PbMessage.Choice(choice));
    }
    out.send(new PbMessage.Version(Item.of(PbMessage.Version.CURRENT)));
    state = State.OPEN;
    owner.ready(dialect);
  }

  // ---- what comes

  @Override
  public void received(PbMessage message, Outbox<PbMessage, PbAsk> out) {
    switch (message) {
      case PbMessage.Offer(List<String> words) -> {
        Dialect dialect = wire.dialect();
        greeted(dialect == null ? null : dialect.word(), "dialects " + words, out);
      }
      case PbMessage.Choice(String word) -> greeted(null, "dialect " + word, out);
      case PbMessage.Version(Item number) -> {
        if (number.asLong(-1) != PbMessage.Version.CURRENT) {
          fault("version: " + number + " (expected: 6)", out);
        }
      }
      case PbMessage.Call call -> called(call, out);
      case PbMessage.Answer(Item request, Item value) -> replied(request, value, false, out);
      case PbMessage.Failed(Item request, Item value) -> replied(request, value, true, out);
      case PbMessage.Decref(Item target) -> {
        Object before = locals.numbered(target.asLong(-1));
        if (before == null) {
          fault("decref: " + target + " (expected: the number of an object that is held)", out);
        } else if (locals.release(target.asLong(-1), out.nanoTime())) {
          owner.unreferenced(before);
          wake(out);
        }
      }
      case PbMessage.Decache(Item target) -> {
        if (!owner.decached(target.asLong(-1))) {
          fault("decache: " + target + " (expected: the number of a cache)", out);
        }
      }
      case PbMessage.Uncache(Item target) -> {
        long number = target.asLong(-1);
        if (number < 1 || (caches.remove(number) == null && !givenBack.remove(number))) {
          fault("uncache: " + target + " (expected: the number of a cache)", out);
        }
      }
      case PbMessage.Unknown(String word) ->
          COMPLAINTS.warn("pb: passing over the command '" + word + "'", null);
    }
  }

  private void called(PbMessage.Call call, Outbox<PbMessage, PbAsk> out) {
    Object target = call.toCache() ? cache(call.target()) : target(call.target());
    List<@Nullable Object> arguments = List.of();
    Map<String, @Nullable Object> keywords = Map.of();
    PbFailure failure = null;
    if (target == null) {
      giveBack(call.arguments(), 0, out);
      giveBack(call.keywords(), 0, out);
      failure =
          call.toCache()
              ? JellyException.key(call.target() + " (expected: the number of a cache)").failure()
              : PbFailure.of("twisted.spread.pb.Error", "Invalid Object ID", List.of());
    } else {
      try {
        arguments = arguments(read(call.arguments(), out));
        if (!call.keywords().equals(NO_KEYWORDS_PB)) {
          keywords = keywords(read(call.keywords(), out));
        }
      } catch (RuntimeException e) {
        failure = types.failureOf(e);
      }
    }
    if (failure != null || target == null) {
      if (call.answered() && failure != null) {
        out.send(new PbMessage.Failed(call.request(), jellied(failure)));
      }
      return;
    }
    long number = ++lastCall;
    if (call.answered()) {
      asked.put(number, call.request());
    }
    working++;
    out.call(number, new PbAsk(target, call.method().utf8(), arguments, keywords, call.answered()));
  }

  private @Nullable Object cache(Item name) {
    long number = name.asLong(-1);
    return number < 1 ? null : caches.get(number);
  }

  private @Nullable Object target(Item name) {
    BananaCursor cursor = name.cursor();
    return switch (cursor.next()) {
      case NUMBER -> cursor.isLong() ? locals.numbered(cursor.number()) : null;
      case STRING -> locals.named(cursor.text());
      case REAL, LIST -> null;
    };
  }

  private static List<@Nullable Object> arguments(@Nullable Object value) {
    return switch (value) {
      case PbTuple tuple -> tuple.asList();
      case List<?> list -> Collections.unmodifiableList(list);
      case null, default ->
          throw new ClassCastException("arguments: " + value + " (expected: a tuple)");
    };
  }

  private static Map<String, @Nullable Object> keywords(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ClassCastException("keywords: " + value + " (expected: a dictionary)");
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
            throw new ClassCastException("keyword: " + entry.getKey() + " (expected: text)");
      }
    }
    if (text && bytes) {
      throw new ClassCastException("keywords: text and bytes (expected: one of the two)");
    }
    return keywords;
  }

  private void replied(Item name, Item value, boolean failed, Outbox<PbMessage, PbAsk> out) {
    Request request = requests.remove(name.asLong(-1));
    if (request == null) {
      fault("answer: to request " + name + " (expected: one that waits)", out);
      return;
    }
    deadlines.remove(request);
    Request.Sink sink = request.sink;
    if (request.over || sink == null) {
      giveBack(value, 0, out);
      return;
    }
    request.over = true;
    @Nullable Object read;
    try {
      read = read(value, out);
    } catch (RuntimeException e) {
      sink.failed(e);
      return;
    }
    if (failed) {
      sink.refused(read);
    } else {
      sink.answered(read);
    }
  }

  // ---- values

  private @Nullable Object read(Item item, Outbox<PbMessage, PbAsk> out) {
    ReceivedReferences references = new ReceivedReferences(locals, caches, owner);
    try {
      return new JellyReader(types, references).read(item);
    } catch (RuntimeException e) {
      references.discard();
      giveBack(item, references.count(), out);
      throw e;
    }
  }

  /// Gives back the references in a value that will not be used.
  ///
  /// @param made how many of them have handles that do it themselves
  private void giveBack(Item value, int made, Outbox<PbMessage, PbAsk> out) {
    List<RemoteNumbers.Found> all = RemoteNumbers.in(value, types);
    for (RemoteNumbers.Found each : all.subList(Math.min(made, all.size()), all.size())) {
      Item number = Item.of(each.number());
      if (!each.cache()) {
        out.send(new PbMessage.Decref(number));
      } else {
        out.send(new PbMessage.Decache(number));
        if (each.number() > 0 && caches.get(each.number()) == null) {
          givenBack.add(each.number());
        }
      }
    }
  }

  private Item jellied(PbFailure failure) {
    Dialect dialect = wire.dialect();
    JellyWriter writer =
        new JellyWriter(
            types, dialect == null ? Dialect.NONE : dialect, limits, JellyWriter.Others.NONE);
    writer.value(failure);
    return writer
        .finish()
        .item(object -> {
          throw new IllegalStateException(object + " in a failure");
        });
  }

  private Item numbered(Jellied jellied, List<Long> sent) {
    return jellied.item(
        new Jellied.Numbering() {
          @Override
          public Item number(Object object) {
            if (object instanceof Late late) {
              return late.item(this);
            }
            LocalObjects.Entry entry = locals.refer(object, numbers);
            sent.add(entry.number);
            return RemoteForm.of(entry.number, wire.dialect());
          }
        });
  }

  /// Takes the counts back of references that were not sent after all.
  private void unsend(List<Long> sent, Outbox<PbMessage, PbAsk> out) {
    for (long number : sent) {
      locals.release(number, out.nanoTime());
    }
  }

  // ---- what this side wants

  /// Sends a request. Its sink is told at most once what comes of it, unless it is given up.
  public void send(Request request, Outbox<PbMessage, PbAsk> out) {
    Request.Sink sink = request.sink;
    if (request.over) {
      return;
    }
    if (state == State.OVER || state == State.GREETING) {
      fail(request, new ConnectionLostException("the connection is gone"));
      return;
    }
    request.number = ++lastRequest;
    List<Long> sent = new ArrayList<>(0);
    try {
      out.send(
          new PbMessage.Call(
              Item.of(request.number),
              request.target,
              request.method,
              sink != null,
              numbered(request.arguments, sent),
              numbered(request.keywords, sent),
              request.toCache));
    } catch (ReferenceLimitException | ProtocolException e) {
      unsend(sent, out);
      fail(request, e instanceof ProtocolException ? e : new IllegalStateException(e.getMessage()));
      return;
    }
    if (sink != null) {
      requests.put(request.number, request);
      if (request.timeoutNanos > 0) {
        request.deadline = out.nanoTime() + request.timeoutNanos;
        deadlines.add(request);
        wake(out);
      }
    }
  }

  private static void fail(Request request, Throwable cause) {
    Request.Sink sink = request.sink;
    if (!request.over && sink != null) {
      request.over = true;
      sink.failed(cause);
    }
  }

  /// Nobody waits for the answer any more. What it brings is given back when it comes.
  public void giveUp(Request request) {
    request.over = true;
    deadlines.remove(request);
  }

  /// Gives a reference to an object of the peer's back.
  public void release(long number, Outbox<PbMessage, PbAsk> out) {
    if (state == State.OPEN || state == State.ENDING) {
      out.send(new PbMessage.Decref(Item.of(number)));
    }
  }

  /// Lets go of a handle of a cache.
  public void decache(long number, Outbox<PbMessage, PbAsk> out) {
    if (state == State.OPEN || state == State.ENDING) {
      out.send(new PbMessage.Decache(Item.of(number)));
    }
  }

  /// Lets the peer forget its cache: nobody there has a handle any more.
  public void uncache(long number, Outbox<PbMessage, PbAsk> out) {
    if (state == State.OPEN || state == State.ENDING) {
      out.send(new PbMessage.Uncache(Item.of(number)));
    }
  }

  /// What the peer holds, in the order in which it was first sent.
  public List<HeldObject> held() {
    return locals.entries().stream()
        .map(entry -> new HeldObject(entry.number, entry.object, entry.references))
        .toList();
  }

  // ---- what the handler says

  @Override
  public void answered(long call, PbOutcome outcome, Outbox<PbMessage, PbAsk> out) {
    working--;
    Item request = asked.remove(call);
    if (request != null) {
      List<Long> sent = new ArrayList<>(0);
      try {
        Item value = numbered(outcome.value(), sent);
        out.send(
            outcome.failed()
                ? new PbMessage.Failed(request, value)
                : new PbMessage.Answer(request, value));
      } catch (ReferenceLimitException e) {
        unsend(sent, out);
        out.send(
            new PbMessage.Failed(
                request,
                jellied(
                    PbFailure.of(
                        "twisted.spread.pb.Error", String.valueOf(e.getMessage()), List.of()))));
        if (e.isLast()) {
          finish(CloseReason.LIMIT, out);
        }
      } catch (ProtocolException e) {
        unsend(sent, out);
        out.send(new PbMessage.Failed(request, jellied(types.failureOf(e))));
      }
    }
    finishIfDone(out);
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<PbMessage, PbAsk> out) {
    working--;
    Item request = asked.remove(call);
    if (request != null) {
      out.send(new PbMessage.Failed(request, jellied(types.failureOf(cause))));
    }
    finishIfDone(out);
  }

  // ---- time

  private void wake(Outbox<PbMessage, PbAsk> out) {
    Request first = deadlines.peek();
    long kept = locals.forget(out.nanoTime());
    out.wakeAt(first == null ? kept : Math.min(first.deadline, kept));
  }

  @Override
  public void due(long nanoTime, Outbox<PbMessage, PbAsk> out) {
    for (Request first = deadlines.peek();
        first != null && first.deadline - nanoTime <= 0;
        first = deadlines.peek()) {
      deadlines.remove();
      fail(
          first,
          new RequestTimeoutException(
              "answer of " + first.method, Duration.ofNanos(first.timeoutNanos)));
    }
    wake(out);
  }

  // ---- ends

  private void fault(String message, Outbox<PbMessage, PbAsk> out) {
    COMPLAINTS.warn("pb: closing: " + message, null);
    fault = new ProtocolException(message);
    finish(CloseReason.PROTOCOL_FAULT, out);
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<PbMessage, PbAsk> out) {
    fault(String.valueOf(fault.getMessage()), out);
  }

  @Override
  public void ended(Outbox<PbMessage, PbAsk> out) {
    failAll(new ConnectionLostException("the connection was closed by the peer"));
    if (state != State.OVER) {
      state = State.ENDING;
      finishIfDone(out);
    }
  }

  @Override
  public void stop(Outbox<PbMessage, PbAsk> out) {
    if (state == State.GREETING) {
      finish(CloseReason.STOPPED, out);
    } else if (state == State.OPEN) {
      state = State.ENDING;
      finishIfDone(out);
    }
  }

  private void finishIfDone(Outbox<PbMessage, PbAsk> out) {
    if (state == State.ENDING && working == 0) {
      finish(CloseReason.DONE, out);
    }
  }

  private void finish(CloseReason reason, Outbox<PbMessage, PbAsk> out) {
    state = State.OVER;
    out.close(reason);
  }

  @Override
  public void closed(CloseReason reason, @Nullable Throwable cause) {
    state = State.OVER;
    ConnectionLostException lost =
        new ConnectionLostException(
            "the connection was closed (" + reason + ")", cause != null ? cause : fault);
    failAll(lost);
    owner.closed(lost, locals.clear());
  }

  private void failAll(ConnectionLostException cause) {
    for (long number : requests.keys()) {
      Request request = requests.get(number);
      if (request != null) {
        fail(request, cause);
      }
    }
    deadlines.clear();
  }

  private static Item emptyDictionary(Dialect dialect) {
    return new BananaWriter(dialect, BananaLimits.defaults()).list(1).string("dictionary").finish();
  }
}
