package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.session.Outbox;

/// How the connection goes over into TLS or another protocol, whichever side wants it.
///
/// | who wants it | until the answer | behind it |
/// |---|---|---|
/// | this side | the way out is buffered for TLS, shut for the switch | it is open in TLS; the successor takes over |
/// | the peer | the input is held ([QuestionTable]) | the same |
final class Changeover {
  private static final String REJECTED = "the peer rejected our certificate for an unknown reason";

  private final AmpSession session;
  private final AmpOwner owner;
  private final WayOut way;
  private boolean tlsBegun;
  private boolean quietSince;

  Changeover(AmpSession session, AmpOwner owner, WayOut way) {
    this.session = session;
    this.owner = owner;
    this.way = way;
  }

  // ---- this side wants it

  /// A request has gone out.
  void asked(AmpAsk ask) {
    if (ask.tls() != null) {
      way.buffer();
    } else if (ask.isSwitch()) {
      way.shut();
    }
  }

  /// Does to the connection what the answer to this request means for it.
  void answered(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    StartTls tls = ask.tls();
    if (tls != null) {
      beginTls(tls, out);
      way.release(out);
      session.flow(out);
    } else if (ask.isSwitch()) {
      session.leaveAmp();
      out.handOver(ask.successor());
    }
  }

  /// The peer refused: everything goes on as before.
  void refused(AmpAsk ask, Outbox<AmpBox, AmpQuestion> out) {
    if (ask.tls() != null) {
      way.release(out);
      session.flow(out);
    } else if (ask.isSwitch()) {
      way.unshut();
      session.flow(out);
    }
  }

  /// Breaks the connection off if too much waits for the answer.
  void checkBuffered(Outbox<AmpBox, AmpQuestion> out) {
    if (way.isTooFull()) {
      session.breakOff(
          CloseReason.LIMIT,
          new ConnectionLostException(
              owner
                  + ": more than "
                  + way.mostBytes()
                  + " bytes waited for the answer to StartTLS"),
          out);
    }
  }

  // ---- either side

  /// Goes on in TLS, behind the answer to whoever wanted it.
  void beginTls(StartTls tls, Outbox<AmpBox, AmpQuestion> out) {
    tlsBegun = true;
    quietSince = true;
    out.secure(tls);
  }

  /// Whether this side waits for the answer that begins TLS.
  boolean isTlsAwaited() {
    return way.isBuffered();
  }

  /// Whether the connection is in TLS, or will be with the next byte.
  boolean isSecure() {
    return tlsBegun || owner.isSecure();
  }

  /// A message came.
  void heard() {
    quietSince = false;
  }

  /// Why the connection ended: a peer that says nothing at all in TLS did not like the certificate.
  String reason(String otherwise) {
    return quietSince ? REJECTED : otherwise;
  }

  // ---- the peer wants it

  /// Lets another protocol take over, behind the answer.
  void handOver(Successor successor, Outbox<AmpBox, AmpQuestion> out) {
    way.shut();
    owner.switchedByPeer();
    out.handOver(successor);
  }
}
