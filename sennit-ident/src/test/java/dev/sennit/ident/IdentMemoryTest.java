package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.testkit.TestClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdentMemoryTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");
  private static final InetSocketAddress SERVER = new InetSocketAddress(THERE, 113);
  private static final IdentRequest REQUEST =
      IdentRequest.of(new InetSocketAddress(HERE, 1), new InetSocketAddress(THERE, 2));

  private final TestClock clock = new TestClock();

  @Test
  void of_serverThatRefused_failsForAWhile() {
    IdentMemory memory = new IdentMemory(Duration.ofSeconds(10), clock);
    assertThat(memory.of(REQUEST, SERVER)).isNull();
    memory.add(SERVER, IdentFailure.REFUSED, "connection refused");
    clock.advance(Duration.ofMillis(9_999));
    assertThat(memory.of(REQUEST, SERVER))
        .isEqualTo(
            new Failed(REQUEST, IdentFailure.REFUSED, "connection refused (a short while ago)"));
    assertThat(memory.of(REQUEST, new InetSocketAddress(THERE, 114))).isNull();

    clock.advance(Duration.ofMillis(1));
    assertThat(memory.of(REQUEST, SERVER)).isNull();
  }

  @Test
  void add_moreServersThanItRemembers_staysBoundedAndMakesRoomLater() throws UnknownHostException {
    IdentMemory memory = new IdentMemory(Duration.ofSeconds(10), clock);
    for (int i = 0; i < IdentMemory.MOST; i++) {
      memory.add(server(i), IdentFailure.TIMEOUT, "x");
    }
    clock.advance(Duration.ofSeconds(5));
    memory.add(server(20_000), IdentFailure.TIMEOUT, "no room");
    memory.add(server(7), IdentFailure.REFUSED, "known already");
    assertThat(memory.size()).isEqualTo(IdentMemory.MOST);
    assertThat(memory.of(REQUEST, server(20_000))).isNull();

    clock.advance(Duration.ofSeconds(5)); // all are over but one
    memory.add(server(20_000), IdentFailure.TIMEOUT, "room");
    assertThat(memory.size()).isEqualTo(2);
    assertThat(memory.of(REQUEST, server(7)))
        .extracting(failed -> failed.failure())
        .isEqualTo(IdentFailure.REFUSED);
    assertThat(memory.of(REQUEST, server(20_000))).isNotNull();
  }

  private static InetSocketAddress server(int number) throws UnknownHostException {
    return new InetSocketAddress(
        InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number}), 113);
  }

  @Test
  void of_withoutMemory_remembersNothing() {
    IdentMemory memory = new IdentMemory(Duration.ZERO, clock);
    memory.add(SERVER, IdentFailure.REFUSED, "connection refused");
    assertThat(memory.of(REQUEST, SERVER)).isNull();
  }
}
