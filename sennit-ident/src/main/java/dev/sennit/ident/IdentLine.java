package dev.sennit.ident;

import dev.sennit.ident.session.IdentClientSession;
import dev.sennit.ident.session.IdentClientSession.Ending;
import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.net.runtime.SessionChannel;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One connection to a server, from one address of this machine. Its numbers belong to its
/// [IdentHost], and change under that one's lock.
final class IdentLine implements IdentClientSession.Owner {
  final InetAddress local;
  final IdentClientSession session = new IdentClientSession(this);

  /// The errand that it was connected for.
  final IdentErrand first;

  int outstanding = 1;
  boolean ending;
  volatile int answers;
  private final IdentHost host;
  private volatile @Nullable SessionChannel<IdentMessage, Void, Void> channel;

  IdentLine(IdentHost host, IdentErrand first) {
    this.host = host;
    this.first = first;
    this.local = first.request.ends().local().getAddress();
  }

  void connected(SessionChannel<IdentMessage, Void, Void> to) {
    channel = to;
  }

  boolean isConnected() {
    return channel != null;
  }

  /// Sends the errand's query, unless it is over by then; the host hears what comes of it.
  void send(IdentErrand errand) {
    SessionChannel<IdentMessage, Void, Void> open = channel;
    boolean running =
        open != null
            && open.run(out -> {
              if (errand.isOver()) {
                host.answered(this, false);
              } else if (!session.ask(errand.request.query(), errand, out)) {
                host.ended(this, errand, Ending.CLOSED, "the server closed the connection");
              }
            });
    if (!running) {
      host.ended(this, errand, Ending.CLOSED, "the server closed the connection");
    }
  }

  void answered() {
    host.answered(this, true);
  }

  void ended(IdentErrand errand, Ending how, String detail) {
    host.ended(this, errand, how, detail);
  }

  /// Ends the connection if it still owes an answer to the errand.
  void giveUp(IdentErrand errand) {
    SessionChannel<IdentMessage, Void, Void> open = channel;
    if (open != null) {
      boolean _ = open.run(out -> session.giveUp(errand, out));
    }
  }

  /// Ends the connection when nothing is owed.
  void stop() {
    SessionChannel<IdentMessage, Void, Void> open = channel;
    if (open != null) {
      boolean _ = open.run(session::stop);
    }
  }

  /// Ends the connection at once.
  void breakOff() {
    SessionChannel<IdentMessage, Void, Void> open = channel;
    if (open != null) {
      open.breakOff();
    }
  }

  @Override
  public void ending() {
    host.ending(this);
  }

  @Override
  public void gone() {
    host.gone(this);
  }
}
