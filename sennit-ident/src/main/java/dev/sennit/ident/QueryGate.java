package dev.sennit.ident;

import dev.sennit.ident.session.IdentServerSession;
import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.net.Peer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Lets queries through at the rate that is allowed, and tells the listener of all of them.
final class QueryGate implements IdentServerSession.Observer {
  private final IdentListener listener;
  private final @Nullable QueryRate rate;

  /// @param perSecond queries of one address, 0 for any number
  QueryGate(IdentListener listener, int perSecond) {
    this.listener = listener;
    this.rate = perSecond == 0 ? null : new QueryRate(perSecond);
  }

  @Override
  public boolean asked(Peer peer, IdentQuery query, long nanoTime) {
    listener.validQuery(peer, query);
    return rate == null
        || !(peer.remote() instanceof InetSocketAddress inet)
        || rate.allows(inet.getAddress(), nanoTime);
  }

  @Override
  public void asked(Peer peer, IdentBadQuery query) {
    listener.invalidQuery(peer, query);
  }

  @Override
  public void replied(Peer peer, IdentReply reply) {
    listener.replied(peer, reply);
  }
}
