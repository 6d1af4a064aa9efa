package dev.sennit.pb.session;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import java.util.List;
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
/// Messages are read even while the peer does not take what is written, since the two sides may
/// both be in the middle of calling each other. What that costs is bounded: calls of this side wait
/// ([OutgoingCalls]), and so do those of the peer ([IncomingCalls]).
///
/// Values are read here, in the order of the wire, since a reference means what it means at that
/// moment. They are written where they are at home, up to the numbers of the references in them.
public final class PbSession implements Session<PbMessage, PbAsk, PbOutcome> {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.pb");

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
  private final PbOwner owner;
  private final Values values;
  private final IncomingCalls incoming;
  private final OutgoingCalls outgoing;
  private String name = "pb"; // in the log
  private State state = State.GREETING;
  private @Nullable ProtocolException fault; // what the connection is closed for

  /// @param server whether this side offers the dialects
  /// @param wire the reader and writer of the same connection
  /// @param references how many objects the peer may hold
  /// @param holding how many references of the peer's this side may hold, and how many caches
  /// @param queuedBytes how much of the peer's calls may wait while it does not take its answers
  public PbSession(
      boolean server,
      List<Dialect> dialects,
      PbWire wire,
      PbTypes types,
      BananaLimits limits,
      int references,
      int holding,
      long queuedBytes,
      PbOwner owner) {
    this.server = server;
    this.dialects = List.copyOf(dialects);
    this.wire = wire;
    this.types = types;
    this.owner = owner;
    this.values = new Values(types, limits, wire, references, holding, owner);
    this.incoming = new IncomingCalls(values, queuedBytes);
    this.outgoing = new OutgoingCalls(values, owner);
  }

  /// Lets the peer call the object by this name.
  public void publish(String name, Object object) {
    values.locals().publish(name, object);
  }

  // ---- greeting

  @Override
  public void opened(Peer peer, Outbox<PbMessage, PbAsk> out) {
    name = "pb: " + peer;
    if (server) {
      out.send(new PbMessage.Offer(dialects.stream().map(Dialect::word).toList()));
    }
  }

  private void greeted(@Nullable String choice, String what, Outbox<PbMessage, PbAsk> out) {
    Dialect dialect = wire.dialect();
    if (state != State.GREETING || dialect == null) {
      COMPLAINTS.warn(name + ": closing: " + what + " (expected: one of " + dialects + ")", null);
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
  public boolean readsAlways() {
    return true;
  }

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
      case PbMessage.Call call -> incoming.take(call, out);
      case PbMessage.Answer(Item request, Item value) -> replied(request, value, false, out);
      case PbMessage.Failed(Item request, Item value) -> replied(request, value, true, out);
      case PbMessage.Decref(Item target) -> decref(target, out);
      case PbMessage.Decache(Item target) -> {
        if (!owner.decached(target.asLong(-1))) {
          fault("decache: " + target + " (expected: the number of a cache)", out);
        }
      }
      case PbMessage.Uncache(Item target) -> {
        if (!values.uncache(target.asLong(-1))) {
          fault("uncache: " + target + " (expected: the number of a cache)", out);
        }
      }
      case PbMessage.Unknown(String word) ->
          COMPLAINTS.warn(name + ": passing over the command '" + word + "'", null);
    }
  }

  private void decref(Item target, Outbox<PbMessage, PbAsk> out) {
    long number = target.asLong(-1);
    Object before = values.locals().numbered(number);
    if (before == null) {
      fault("decref: " + target + " (expected: the number of an object that is held)", out);
    } else if (values.locals().release(number, out.nanoTime())) {
      owner.unreferenced(before);
      wake(out);
    }
  }

  private void replied(Item name, Item value, boolean failed, Outbox<PbMessage, PbAsk> out) {
    OutgoingCalls.Ended ended = outgoing.answered(name.asLong(-1));
    if (ended == null) {
      fault("answer: to request " + name + " (expected: one that waits)", out);
      return;
    }
    Request.Sink sink = ended.sink();
    if (sink == null) {
      values.giveBack(value, 0, out);
      return;
    }
    @Nullable Object read;
    try {
      read = values.read(value, out);
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

  // ---- what this side wants

  /// Sends a request, or lets it wait until the peer takes it. Its sink is told at most once what
  /// comes of it, unless it is given up.
  public void send(Request request, Outbox<PbMessage, PbAsk> out) {
    if (state == State.OVER || state == State.GREETING) {
      outgoing.refuse(request, new ConnectionLostException("the connection is gone"));
    } else if (outgoing.send(request, out)) {
      wake(out);
    }
  }

  @Override
  public void writable(Outbox<PbMessage, PbAsk> out) {
    outgoing.writable(out);
    incoming.unpark(out);
    finishIfDone(out); // all that waited may have failed
  }

  /// Nobody waits for the answer any more. What it brings is given back when it comes.
  public void giveUp(Request request, Outbox<PbMessage, PbAsk> out) {
    outgoing.giveUp(request);
    checkOwed(out);
  }

  private void checkOwed(Outbox<PbMessage, PbAsk> out) {
    if (outgoing.isOwedTooMany()) {
      COMPLAINTS.warn(
          name
              + ": closing: more than "
              + OutgoingCalls.MOST_GIVEN_UP
              + " calls were given up and never answered",
          null);
      finish(CloseReason.REQUEST_TIMEOUT, out);
    }
  }

  private boolean isUsable() {
    return state == State.OPEN || state == State.ENDING;
  }

  /// Gives a reference to an object of the peer's back.
  public void release(long number, Outbox<PbMessage, PbAsk> out) {
    values.remotes().givenBack(number);
    if (isUsable()) {
      out.send(new PbMessage.Decref(Item.of(number)));
    }
  }

  /// Lets go of a handle of a cache.
  public void decache(long number, Outbox<PbMessage, PbAsk> out) {
    values.decached();
    if (isUsable()) {
      out.send(new PbMessage.Decache(Item.of(number)));
    }
  }

  /// Lets the peer forget its cache: nobody there has a handle any more.
  public void uncache(long number, Outbox<PbMessage, PbAsk> out) {
    if (isUsable()) {
      out.send(new PbMessage.Uncache(Item.of(number)));
    }
  }

  /// What the peer holds, in the order in which it was first sent.
  public List<HeldObject> held(Outbox<PbMessage, PbAsk> out) {
    long now = out.nanoTime();
    return values.locals().entries().stream()
        .map(entry ->
            new HeldObject(entry.number, entry.object, entry.references, now - entry.since))
        .toList();
  }

  /// What this side holds of the peer, lowest number first.
  public List<HeldRemote> remotes(Outbox<PbMessage, PbAsk> out) {
    return values.remotes().list(out.nanoTime());
  }

  // ---- what the handler says

  @Override
  public void answered(long call, PbOutcome outcome, Outbox<PbMessage, PbAsk> out) {
    Item request = incoming.answered(call);
    if (request != null) {
      answer(request, outcome, out);
    }
    incoming.unpark(out);
    finishIfDone(out);
  }

  private void answer(Item request, PbOutcome outcome, Outbox<PbMessage, PbAsk> out) {
    values.begin(out);
    PbFailure failure;
    boolean last = false;
    try {
      Item value = outcome.value().item(values);
      out.send(
          outcome.failed()
              ? new PbMessage.Failed(request, value)
              : new PbMessage.Answer(request, value));
      return;
    } catch (ReferenceLimitException e) {
      last = e.isLast();
      failure = PbFailure.of("twisted.spread.pb.Error", String.valueOf(e.getMessage()), List.of());
    } catch (ProtocolException e) {
      failure = types.failureOf(e);
    }
    values.undo();
    outcome.value().drop(owner::unsent);
    out.send(new PbMessage.Failed(request, values.jellied(failure)));
    if (last) {
      finish(CloseReason.LIMIT, out);
    }
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<PbMessage, PbAsk> out) {
    Item request = incoming.failed(call, owner);
    if (request != null) {
      out.send(new PbMessage.Failed(request, values.jellied(types.failureOf(cause))));
    }
    incoming.unpark(out);
    finishIfDone(out);
  }

  // ---- time

  private void wake(Outbox<PbMessage, PbAsk> out) {
    out.wakeAt(Math.min(outgoing.nextDeadline(), values.locals().forget(out.nanoTime())));
  }

  @Override
  public void due(long nanoTime, Outbox<PbMessage, PbAsk> out) {
    outgoing.expire(nanoTime);
    checkOwed(out);
    wake(out);
  }

  // ---- ends

  private void fault(String message, Outbox<PbMessage, PbAsk> out) {
    COMPLAINTS.warn(name + ": closing: " + message, null);
    fault = new ProtocolException(message);
    finish(CloseReason.PROTOCOL_FAULT, out);
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<PbMessage, PbAsk> out) {
    fault(String.valueOf(fault.getMessage()), out);
  }

  @Override
  public void ended(Outbox<PbMessage, PbAsk> out) {
    outgoing.failAll(new ConnectionLostException("the connection was closed by the peer"));
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
    if (state == State.ENDING && incoming.isIdle()) {
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
    outgoing.failAll(lost);
    incoming.clear();
    owner.closed(lost, values.locals().clear(), values.remotes().list(0));
  }
}
