package dev.sennit.daemon.metrics;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The numbers of one listener.
final class ConnectionMeters implements ConnectionListener {
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong inWork = new AtomicLong();
  private final Counter opened;
  private final Counter turnedAway;
  private final Counter faults;
  private final Timer answered;
  private final Timer failed;
  private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);

  ConnectionMeters(MeterRegistry registry, String protocol, Listen listen) {
    Tags tags = Tags.of("protocol", protocol, "listener", listen.toString());
    Gauge.builder("sennit.connections.open", open, AtomicLong::get)
        .description("Connections now")
        .tags(tags)
        .register(registry);
    Gauge.builder("sennit.requests.active", inWork, AtomicLong::get)
        .description("Requests being answered now")
        .tags(tags)
        .register(registry);
    opened = counter(registry, "sennit.connections", "Connections accepted", tags);
    turnedAway =
        counter(registry, "sennit.connections.refused", "Connections refused at a limit", tags);
    faults = counter(registry, "sennit.protocol.faults", "What no client should send", tags);
    answered = timer(registry, tags.and("result", "answered"));
    failed = timer(registry, tags.and("result", "failed"));
    for (CloseReason reason : CloseReason.values()) {
      closed.put(
          reason,
          counter(
              registry,
              "sennit.connections.closed",
              "Connections ended, by reason",
              tags.and("reason", reason.name().toLowerCase(Locale.ROOT))));
    }
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, Tags tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  private static Timer timer(MeterRegistry registry, Tags tags) {
    return Timer.builder("sennit.request")
        .description("Requests from arrival to answer, waiting in the queue included")
        .tags(tags)
        .register(registry);
  }

  @Override
  public void opened(Peer peer) {
    open.incrementAndGet();
    opened.increment();
  }

  @Override
  public void requestBegun(Peer peer) {
    inWork.incrementAndGet();
  }

  @Override
  public void requestEnded(Peer peer, long nanos, @Nullable Throwable failure) {
    inWork.decrementAndGet();
    (failure == null ? answered : failed).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void fault(Peer peer, ProtocolException fault) {
    faults.increment();
  }

  @Override
  public void refused(Peer peer) {
    turnedAway.increment();
  }

  @Override
  public void closed(Peer peer, CloseReason reason) {
    open.decrementAndGet();
    Counter counter = closed.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
