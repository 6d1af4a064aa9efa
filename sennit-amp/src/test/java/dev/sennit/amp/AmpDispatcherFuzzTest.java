package dev.sennit.amp;

import static org.awaitility.Awaitility.await;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.amp.Commands.Quotient;
import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.net.Delivery;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// Any bytes from a peer: all is answered, or ends the connection, and no handler fails for
/// anything but an argument. What is still open then works.
class AmpDispatcherFuzzTest {
  private static final int BOX_BYTES = 100_000;

  record Echo(
      Optional<Long> number,
      Optional<String> text,
      Optional<OffsetDateTime> when,
      Optional<List<Row>> rows,
      @AmpAs(AmpLongString.class) Optional<Octets> octets) {}

  record Row(double real, Optional<List<Boolean>> truths) {}

  private static final AmpCommand<Echo, Echo> ECHO = AmpCommand.of(Echo.class, Echo.class);
  private static final AmpCommand<AmpNothing, AmpNothing> CHANGE =
      AmpCommand.of("Change", AmpNothing.class, AmpNothing.class);

  /// What the dispatcher did to its other side.
  private static final class Other implements AmpBoxSender {
    final List<AmpBox> sent = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    @Override
    public void send(AmpBox box) {
      sent.add(box);
    }

    @Override
    public void unhandled(Throwable failure) {
      boolean expected =
          failure instanceof ProtocolException
              || failure instanceof ExpectedFailure
              || String.valueOf(failure.getMessage()).contains("no switch");
      if (!expected) {
        throw new AssertionError("failure: " + failure, failure);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class ExpectedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final List<CompletableFuture<AmpNothing>> later = new ArrayList<>();

  private AmpRouter router(AmpStreams streams) {
    return streams
        .on(AmpRouter.of())
        .on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()))
        .on(ECHO, (echo, _) -> echo)
        .on(
            Commands.NOOP,
            (nothing, peer) -> {
              streams.read(peer);
              return nothing;
            })
        .on(
            Commands.HELLO,
            (name, peer) -> {
              peer.tell(Commands.HELLO, name);
              return name;
            })
        .on(
            Commands.DIVIDE,
            (divide, _) -> {
              if (divide.numerator() == 7) {
                throw new ExpectedFailure();
              }
              return new Quotient(divide.numerator() / divide.denominator());
            })
        .on(Commands.QUIT, (nothing, _) -> nothing)
        .onAsync(
            Commands.WAIT,
            (_, _) -> {
              CompletableFuture<AmpNothing> answer = new CompletableFuture<>();
              later.add(answer);
              return answer;
            })
        .onRaw("raw", (box, _) -> CompletableFuture.completedFuture(box))
        .onStartTls(StartTls.unverified())
        .onSwitch(
            CHANGE,
            (_, _) ->
                Successor.of(() -> {
                  throw new AssertionError("there is no network to be handed over");
                }));
  }

  @FuzzTest
  void received(byte[] bytes) {
    later.clear();
    Other other = new Other();
    AmpDispatcher dispatcher =
        new AmpDispatcher(
            router(new AmpStreams()),
            AmpLimits.defaults().boxBytes(BOX_BYTES).queuedBytes(BOX_BYTES),
            AmpServerOptions.TIMEOUTS.request(Duration.ZERO),
            Delivery.ON_LOOP);
    dispatcher.started(other);
    Reply<Total> first = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    Reply<AmpBox> second = dispatcher.connection().askRaw("Sum", AmpBox.EMPTY);
    try {
      feed(dispatcher, bytes);
      later.forEach(each -> each.complete(AmpNothing.NOTHING));
      if (!dispatcher.connection().closed().toCompletableFuture().isDone()) {
        checkStillUsable(dispatcher, other);
      }
    } catch (ProtocolException fault) {
      dispatcher.stopped(fault);
    }
    dispatcher.stopped(new IllegalStateException("the end of the test"));
    if (!first.isDone() || !second.isDone()) {
      throw new AssertionError("call: open (expected: none behind the end)");
    }
  }

  private static void feed(AmpDispatcher dispatcher, byte[] bytes) {
    AmpBoxReader reader = new AmpBoxReader(BOX_BYTES, 1_000);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    for (AmpBox box = reader.read(in); box != null; box = reader.read(in)) {
      dispatcher.received(box);
    }
  }

  private static void checkStillUsable(AmpDispatcher dispatcher, Other other) {
    dispatcher.received(AmpBox.of("_command", "Sum", "_ask", "last", "a", "40", "b", "2"));
    AmpBox answer = AmpBox.of("_answer", "last", "total", "42");
    await().until(() -> other.closed || other.sent.contains(answer));
  }
}
