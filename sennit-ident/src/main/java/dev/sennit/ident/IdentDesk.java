package dev.sennit.ident;

import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentReplyReader;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.ident.wire.IdentWriter;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Reply;
import dev.sennit.net.Timeouts;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.NettyDialer;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Terms;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a client has been asked and has not answered: each errand has its deadline here, and goes
/// to the host that it is for.
final class IdentDesk implements IdentHost.Caller, IdentErrand.Home {
  private final IdentClientOptions options;
  private final NettyDialer dialer;
  private final Deadlines deadlines;
  private final IdentMemory memory;
  private final ConcurrentMap<InetSocketAddress, IdentHost> hosts = new ConcurrentHashMap<>();
  private final Set<IdentErrand> errands = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unfinished = new AtomicInteger();
  private final LivingLines living = new LivingLines();
  private volatile boolean closed;

  IdentDesk(IdentClientOptions options, Deadlines deadlines, LongSupplier nanoTime) {
    this.options = options;
    this.deadlines = deadlines;
    this.memory = new IdentMemory(options.remember(), nanoTime);
    Duration connect =
        options.connect().isZero() ? Duration.ofMillis(Integer.MAX_VALUE) : options.connect();
    Terms terms =
        new Terms(
            "ident",
            Delivery.ON_LOOP,
            Limits.defaults(),
            Timeouts.defaults().connect(connect).idle(options.keep()),
            ConnectionListener.NONE);
    this.dialer = new NettyDialer(terms, options.transport());
  }

  Reply<IdentOutcome> ask(IdentRequest request) {
    int port = request.port() == 0 ? options.port() : request.port();
    InetSocketAddress server = new InetSocketAddress(request.ends().remote().getAddress(), port);
    IdentErrand errand = new IdentErrand(request, server, this);
    errands.add(errand);
    if (unfinished.incrementAndGet() > options.unfinished()) {
      boolean _ =
          errand.fail(
              IdentFailure.TOO_MANY,
              "unfinished: " + options.unfinished() + " requests (expected: fewer)");
    } else if (closed) {
      cancel(errand);
    } else {
      begin(errand);
    }
    return errand.reply;
  }

  private void begin(IdentErrand errand) {
    Duration total = errand.request.timeout();
    Duration longest = total == null ? options.total() : total;
    if (!longest.isZero()) {
      errand.setDeadline(deadlines.after(longest, () -> expire(errand, longest)));
    }
    var _ =
        errand.reply.whenComplete((_, failure) -> {
          if (failure instanceof CancellationException) {
            giveUp(errand, IdentFailure.CANCELLED, "the request was cancelled");
          }
        });
    for (IdentHost host = host(errand.server); !host.submit(errand); host = host(errand.server)) {
      empty(host); // it is being forgotten at this moment
    }
    if (closed) {
      cancel(errand);
    }
  }

  private IdentHost host(InetSocketAddress server) {
    return hosts.computeIfAbsent(server, address -> new IdentHost(address, options, this));
  }

  private void expire(IdentErrand errand, Duration longest) {
    IdentLine line = errand.line();
    if (line != null && !line.isConnected()) {
      memory.add(errand.server, IdentFailure.TIMEOUT, "the server could not be reached in time");
    }
    giveUp(errand, IdentFailure.TIMEOUT, "no reply within " + longest.toMillis() + " ms");
  }

  private static void giveUp(IdentErrand errand, IdentFailure failure, String detail) {
    if (errand.fail(failure, detail)) {
      IdentLine line = errand.line();
      if (line != null) {
        line.giveUp(errand);
      }
    }
  }

  private static void cancel(IdentErrand errand) {
    boolean _ = errand.fail(IdentFailure.CANCELLED, "the client is closed");
  }

  // ---- what hosts and errands need

  @Override
  public void connect(IdentHost host, IdentLine line) {
    Conversation<IdentMessage, Void, Void> conversation =
        new Conversation<>(
            new IdentReplyReader(IdentClient.MAX_REPLY_BYTES, options.quirks()),
            new IdentWriter(IdentStyle.RFC),
            line.session);
    dialer
        .connect(line.local, host.server, conversation)
        .whenComplete((channel, failure) -> {
          if (failure == null) {
            connected(host, line, channel);
          } else {
            notConnected(host, line, failure);
          }
        });
  }

  private void connected(
      IdentHost host, IdentLine line, SessionChannel<IdentMessage, Void, Void> channel) {
    line.connected(channel); // before it is listed as living, so that it can be broken off
    living.add(line);
    boolean late = closed;
    if (late) {
      cancel(line.first); // before it can hear of the end of its connection
    }
    host.connected(line);
    if (late) {
      line.breakOff();
    }
  }

  private void notConnected(IdentHost host, IdentLine line, Throwable thrown) {
    ConnectFailure failure = ConnectFailure.of(thrown);
    if (failure.isOfServer()) {
      memory.add(host.server, failure.kind(), failure.detail());
    }
    host.notConnected(line, closed ? IdentFailure.CANCELLED : failure.kind(), failure.detail());
  }

  @Override
  public @Nullable Failed remembered(IdentErrand errand) {
    return memory.of(errand.request, errand.server);
  }

  @Override
  public void gone(IdentLine line) {
    living.remove(line);
  }

  @Override
  public void empty(IdentHost host) {
    hosts.remove(host.server, host);
  }

  @Override
  public void over(IdentErrand errand) {
    errands.remove(errand);
    unfinished.decrementAndGet();
  }

  /// Ends every request that has no outcome with [IdentFailure#CANCELLED], and every connection.
  void close() {
    closed = true;
    List.copyOf(errands).forEach(IdentDesk::cancel);
    living.breakOff();
    dialer.close();
  }

  @Override
  public String toString() {
    return "ident client, " + errands.size() + " requests without an outcome";
  }
}
