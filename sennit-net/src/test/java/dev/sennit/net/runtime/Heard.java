package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes down what a listener hears.
final class Heard implements ConnectionListener {
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger ended = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final AtomicInteger faults = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicLong nanos = new AtomicLong();
  final BlockingQueue<CloseReason> reasons = new LinkedBlockingQueue<>();
  final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();

  /// The next reason for which a connection closed.
  CloseReason awaitClosed() {
    try {
      CloseReason reason = reasons.poll(10, TimeUnit.SECONDS);
      if (reason == null) {
        throw new AssertionError("no connection closed (expected: one)");
      }
      return reason;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void opened(Peer peer) {
    opened.incrementAndGet();
    peers.add(peer);
  }

  @Override
  public void requestBegun(Peer peer) {
    begun.incrementAndGet();
  }

  @Override
  public void requestEnded(Peer peer, long nanos, @Nullable Throwable failure) {
    if (nanos < 0) {
      throw new AssertionError("nanos: " + nanos);
    }
    this.nanos.set(nanos);
    ended.incrementAndGet();
    if (failure != null) {
      failed.incrementAndGet();
    }
  }

  @Override
  public void fault(Peer peer, ProtocolException fault) {
    faults.incrementAndGet();
  }

  @Override
  public void refused(Peer peer) {
    refused.incrementAndGet();
  }

  @Override
  public void closed(Peer peer, CloseReason reason) {
    closed.incrementAndGet();
    reasons.add(reason);
  }
}
