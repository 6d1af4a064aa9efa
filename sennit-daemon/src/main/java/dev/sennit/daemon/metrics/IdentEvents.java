package dev.sennit.daemon.metrics;

import dev.sennit.ident.IdentListener;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/// Passes what happens on ident connections on to whoever counts connections.
///
/// @param to hears it
public record IdentEvents(ConnectionListener to) implements IdentListener {

  @Override
  public void opened(Peer peer) {
    to.opened(peer);
  }

  @Override
  public void requestBegun(Peer peer) {
    to.requestBegun(peer);
  }

  @Override
  public void requestEnded(Peer peer, long nanos, @Nullable Throwable failure) {
    to.requestEnded(peer, nanos, failure);
  }

  @Override
  public void fault(Peer peer, ProtocolException fault) {
    to.fault(peer, fault);
  }

  @Override
  public void refused(Peer peer) {
    to.refused(peer);
  }

  @Override
  public void closed(Peer peer, CloseReason reason) {
    to.closed(peer, reason);
  }
}
