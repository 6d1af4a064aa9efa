package dev.sennit.ident.registry;

import dev.sennit.ident.registry.RefusedException.Code;
import dev.sennit.ident.registry.RegistryMessage.Refused;
import dev.sennit.ident.registry.RegistryMessage.Reply;
import dev.sennit.ident.registry.RegistryMessage.Request;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.InOrder;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;

/// The registry's side of the control protocol: every request gets one reply, in their order.
///
/// | state | a request | an answer | peer ends, or we stop | fault |
/// |---|---|---|---|---|
/// | open | asks the handler | replies when its turn comes | ending, or closes if nothing is owed | says so, then ending |
/// | ending | is not taken | replies; closes after the last | | |
final class RegistrySession implements Session<RegistryMessage, Request, Reply> {
  private final InOrder<Reply> order = new InOrder<>();
  private boolean ending;
  private CloseReason reason = CloseReason.DONE;

  @Override
  public void received(RegistryMessage message, Outbox<RegistryMessage, Request> out) {
    if (!ending && message instanceof Request request) {
      out.call(order.begin(), request);
    }
  }

  @Override
  public void answered(long call, Reply answer, Outbox<RegistryMessage, Request> out) {
    order.end(call, answer, out::send);
    closeIfDone(out);
  }

  @Override
  public void failed(long call, Throwable cause, Outbox<RegistryMessage, Request> out) {
    answered(call, new Refused(Code.INVALID, "failed, see the server's log"), out);
  }

  @Override
  public void malformed(ProtocolException fault, Outbox<RegistryMessage, Request> out) {
    if (!ending) {
      order.end(
          order.begin(), new Refused(Code.INVALID, String.valueOf(fault.getMessage())), out::send);
    }
    end(CloseReason.PROTOCOL_FAULT, out);
  }

  @Override
  public void ended(Outbox<RegistryMessage, Request> out) {
    end(CloseReason.PEER_CLOSED, out);
  }

  @Override
  public void stop(Outbox<RegistryMessage, Request> out) {
    end(CloseReason.STOPPED, out);
  }

  private void end(CloseReason why, Outbox<RegistryMessage, Request> out) {
    if (!ending) {
      ending = true;
      reason = why;
    }
    closeIfDone(out);
  }

  private void closeIfDone(Outbox<RegistryMessage, Request> out) {
    if (ending && order.pending() == 0) {
      out.close(reason);
    }
  }
}
