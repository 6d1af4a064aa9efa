package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.net.Reply;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawServer;
import dev.sennit.testkit.TestClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The desk with a clock that a test turns.
@Timeout(30)
class IdentDeskIT {
  private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
  private static final IdentRequest REQUEST =
      IdentRequest.of(new InetSocketAddress(HOME, 6667), new InetSocketAddress(HOME, 10_000));

  /// Deadlines in a list.
  private static final class ByHand implements Deadlines {
    private record Entry(Duration time, Runnable task) {}

    final List<Entry> set = new ArrayList<>();

    @Override
    public Deadline after(Duration time, Runnable task) {
      Entry entry = new Entry(time, task);
      set.add(entry);
      return () -> set.remove(entry);
    }
  }

  private final ByHand deadlines = new ByHand();
  private final TestClock clock = new TestClock();
  private final RawServer silent = RawServer.tcp();

  private IdentDesk desk(IdentClientOptions options) {
    return new IdentDesk(options.port(silent.port()), deadlines, clock);
  }

  @AfterEach
  void close() {
    silent.close();
  }

  private static IdentFailure failure(Reply<IdentOutcome> reply) {
    return ((Failed) reply.join()).failure();
  }

  @Test
  void ask_default_has30SecondsInAll() {
    IdentDesk desk = desk(IdentClientOptions.defaults());
    Reply<IdentOutcome> reply = desk.ask(REQUEST);
    assertThat(deadlines.set).hasSize(1);
    assertThat(deadlines.set.getFirst().time()).isEqualTo(Duration.ofSeconds(30));
    assertThat(reply.isDone()).isFalse();

    deadlines.set.getFirst().task().run();
    assertThat(failure(reply)).isEqualTo(IdentFailure.TIMEOUT);
    assertThat(deadlines.set).isEmpty();
    desk.close();
  }

  @Test
  void ask_ownTimeout_countsAndZeroIsForEver() {
    IdentDesk desk = desk(IdentClientOptions.defaults().total(Duration.ofSeconds(5)));
    Reply<IdentOutcome> own = desk.ask(REQUEST.timeout(Duration.ofSeconds(2)));
    assertThat(deadlines.set.getFirst().time()).isEqualTo(Duration.ofSeconds(2));
    Reply<IdentOutcome> patient = desk.ask(REQUEST.timeout(Duration.ZERO));
    assertThat(deadlines.set).hasSize(1);

    desk.close();
    assertThat(failure(own)).isEqualTo(IdentFailure.CANCELLED);
    assertThat(failure(patient)).isEqualTo(IdentFailure.CANCELLED);
    assertThat(deadlines.set).isEmpty();
  }

  @Test
  void ask_withoutTimeouts_setsNone() {
    IdentDesk desk =
        desk(IdentClientOptions.defaults().total(Duration.ZERO).connect(Duration.ZERO));
    Reply<IdentOutcome> reply = desk.ask(REQUEST);
    silent.accept().expect("10000, 6667\\r\\n").send("10000,6667:ERROR:NO-USER\\r\\n").expectEof();
    assertThat(reply.join()).isInstanceOf(IdentOutcome.Declined.class);
    assertThat(deadlines.set).isEmpty();
    desk.close();
  }

  @Test
  void remember_serverThatRefused_isNotCalledForAWhile() {
    int port = FreePort.tcp();
    IdentDesk desk = desk(IdentClientOptions.defaults().remember(Duration.ofMinutes(1)));
    IdentRequest request = REQUEST.port(port);
    assertThat(failure(desk.ask(request))).isEqualTo(IdentFailure.REFUSED);

    try (RawServer late = RawServer.tcp(port)) {
      Failed remembered = (Failed) desk.ask(request).join();
      assertThat(remembered.failure()).isEqualTo(IdentFailure.REFUSED);
      assertThat(remembered.detail()).endsWith("(a short while ago)");

      clock.advance(Duration.ofMinutes(1));
      Reply<IdentOutcome> again = desk.ask(request);
      late.accept().expect("10000, 6667\\r\\n").send("10000,6667:ERROR:NO-USER\\r\\n").expectEof();
      assertThat(again.join()).isInstanceOf(IdentOutcome.Declined.class);
    }
    desk.close();
  }
}
