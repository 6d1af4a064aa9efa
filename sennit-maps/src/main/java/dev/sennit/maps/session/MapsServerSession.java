package dev.sennit.maps.session;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.net.CloseReason;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.InOrder;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// A map server's side, the same for both protocols: every request gets exactly one reply, in the
/// order of the requests.
///
/// | state | a request | an answer | peer ends, or we stop | fault |
/// |---|---|---|---|---|
/// | open | asks the handler | replies when its turn comes | ending, or closes if nothing is owed | ending, or closes |
/// | ending | is not taken | replies; closes after the last | | |
public final class MapsServerSession implements Session<MapsMessage, MapsRequest, MapsReply> {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.maps");
  private static final TryLater FAILED = new TryLater("temporary failure, see the server's log");
  private static final TryLater UNFIT = new TryLater("the value does not fit into a reply");

  private final TcpTableStyle style;
  private final InOrder<MapsReply> order = new InOrder<>();

  /// The numbers of the changes among the requests that have no answer.
  private final Set<Long> changes = new HashSet<>();

  private String name = "maps"; // in the log
  private boolean ending;
  private CloseReason reason = CloseReason.DONE;

  /// @param style what a failure is told, and whether an empty value may be sent
  public MapsServerSession(TcpTableStyle style) {
    this.style = style;
  }

  @Override
  public void opened(Peer peer, Outbox<MapsMessage, MapsRequest> out) {
    name = "maps: " + peer;
  }

  @Override
  public void received(MapsMessage message, Outbox<MapsMessage, MapsRequest> out) {
    if (ending) {
      return;
    }
    long number = order.begin();
    switch (message) {
      case Get get when get.key().isEmpty() -> reply(number, NotFound.INSTANCE, out);
      case Get get -> out.call(number, get);
      case Put put -> {
        changes.add(number);
        out.call(number, put);
      }
      case Bad bad -> reply(number, bad.answer(), out);
      case MapsReply reply -> throw new IllegalStateException("a server's reader read " + reply);
    }
  }

  @Override
  public void answered(long call, MapsReply answer, Outbox<MapsMessage, MapsRequest> out) {
    boolean fits = isChange(call) ? answer instanceof PutReply : answer instanceof GetReply;
    if (!fits) {
      COMPLAINTS.warn(
          name
              + ": a handler gave a lookup's answer to a change, or the other way round: "
              + answer,
          null);
      reply(call, FAILED, out);
    } else if (style == TcpTableStyle.POSTFIX
        && answer instanceof Found(var value)
        && value.isEmpty()) {
      COMPLAINTS.warn(
          name
              + ": a table holds an empty value, which Postfix takes for a fault: answered as not found",
          null);
      reply(call, NotFound.INSTANCE, out);
    } else {
      reply(call, answer, out);
    }
  }

  private boolean isChange(long call) {
    return !changes.isEmpty() && changes.remove(call);
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<MapsMessage, MapsRequest> out) {
    boolean _ = isChange(call);
    if (cause instanceof RequestTimeoutException) {
      reply(call, TryLater.TIMED_OUT, out);
    } else if (style == TcpTableStyle.TWISTED) {
      reply(call, new TryLater(Objects.requireNonNullElse(cause.getMessage(), "")), out);
    } else {
      reply(call, FAILED, out);
    }
  }

  private void reply(long number, MapsReply reply, Outbox<MapsMessage, MapsRequest> out) {
    order.end(number, reply, ready -> send(ready, out));
    closeIfDone(out);
  }

  private void send(MapsReply reply, Outbox<MapsMessage, MapsRequest> out) {
    try {
      out.send(reply);
    } catch (ProtocolException e) {
      COMPLAINTS.warn(name + ": a reply cannot be sent: " + e.getMessage(), null);
      out.send(UNFIT);
    }
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<MapsMessage, MapsRequest> out) {
    end(CloseReason.PROTOCOL_FAULT, out);
  }

  @Override
  public void ended(Outbox<MapsMessage, MapsRequest> out) {
    end(CloseReason.PEER_CLOSED, out);
  }

  @Override
  public void stop(Outbox<MapsMessage, MapsRequest> out) {
    end(CloseReason.STOPPED, out);
  }

  private void end(CloseReason why, Outbox<MapsMessage, MapsRequest> out) {
    if (!ending) {
      ending = true;
      reason = why;
    }
    closeIfDone(out);
  }

  private void closeIfDone(Outbox<MapsMessage, MapsRequest> out) {
    if (ending && order.pending() == 0) {
      out.close(reason);
    }
  }
}
