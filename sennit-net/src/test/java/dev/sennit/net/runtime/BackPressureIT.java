package dev.sennit.net.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import dev.sennit.testkit.RawPeer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A connection with too much in work, or with a peer that does not read, is not read.
@Timeout(60)
class BackPressureIT {
  private static final Timeouts PATIENT = Timeouts.defaults().answer(Duration.ZERO);
  private static final byte[] MEBIBYTE = "0123456789abcde\n".repeat(65_536).getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void unfinished_atItsLimit_stopsTheReadingUntilOneIsFinished(Transport transport)
      throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.with(Lines.terms(Delivery.IN_ORDER, heard), PATIENT),
            Limits.defaults().unfinished(5));
    try (LinesServer server =
            LinesServer.start(
                terms,
                transport,
                Lines.plain(text -> {
                  leave.await();
                  return text;
                }));
        RawPeer peer = server.connect();
        RawPeer other = server.connect()) {
      int sent = fill(peer);
      assertThat(heard.begun).hasValue(5);
      assertThat(sent).isLessThan(20 << 20); // what the kernel holds, and no more
      leave.countDown();
      other.send("other\\n").expect("other\\n");
      peer.expect("0123456789abcde\\n".repeat(1000));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void peer_neverReads_isNotReadAndOthersAre(Transport transport) {
    AtomicInteger handled = new AtomicInteger();
    String answer = "x".repeat(1000);
    try (LinesServer server =
            LinesServer.start(
                Lines.terms(Delivery.ON_LOOP),
                transport,
                Lines.plain(_ -> {
                  handled.incrementAndGet();
                  return answer;
                }));
        RawPeer peer = server.connect();
        RawPeer other = server.connect()) {
      fill(peer);
      int before = handled.get();
      assertThat(before).isLessThan(20_000); // the kernel's buffers and ours, at 1 kB an answer
      other.send("a\\n").expect(answer + "\\n");
      assertThat(handled.get()).isEqualTo(before + 1);
      peer.expect((answer + "\n").repeat(1000).getBytes(UTF_8));
    }
  }

  /// Sends until the peer takes no more for a while.
  private static int fill(RawPeer peer) {
    peer.within(Duration.ofMillis(400));
    int sent = 0;
    try {
      for (int i = 0; i < 64; i++) {
        peer.send(MEBIBYTE);
        sent += MEBIBYTE.length;
      }
    } catch (AssertionError full) {
      peer.within(Duration.ofSeconds(10));
      return sent;
    }
    throw new AssertionError("sent: " + sent + " bytes (expected: to be stopped)");
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void connection_breaksWhilePaused_isNoticed(Transport transport) throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.with(Lines.terms(Delivery.CONCURRENT, heard), PATIENT),
            Limits.defaults().unfinished(1));
    try (LinesServer server =
        LinesServer.start(
            terms,
            transport,
            Lines.plain(text -> {
              try {
                leave.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return text;
            }))) {
      RawPeer peer = server.connect();
      peer.send("a\\nb\\nc");
      await().until(() -> heard.begun.get() == 1);
      peer.reset();
      leave.countDown();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.LOST);
      await().until(() -> server.server.connections() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void peer_endsWhilePaused_isAnsweredAndClosed(Transport transport) throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Terms terms =
        Lines.with(
            Lines.with(Lines.terms(Delivery.IN_ORDER), PATIENT), Limits.defaults().unfinished(1));
    try (LinesServer server =
            LinesServer.start(
                terms,
                transport,
                Lines.plain(text -> {
                  leave.await();
                  return text;
                }));
        RawPeer peer = server.connect()) {
      String lines = "line\\n".repeat(20_000); // more than one read takes
      peer.within(Duration.ofSeconds(20)).send(lines).halfClose();
      leave.countDown();
      peer.expect(lines).expectEof();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void peer_endsBeforeItReads_getsEveryAnswer(Transport transport) {
    String answer = "x".repeat(10_000);
    try (LinesServer server =
            LinesServer.start(Lines.terms(Delivery.IN_ORDER), transport, Lines.plain(_ -> answer));
        RawPeer peer = server.connect()) {
      peer.send("m\\n".repeat(3000)).halfClose();
      peer.within(Duration.ofSeconds(20));
      byte[] all = peer.read(3000 * 10_001);
      assertThat(all).hasSize(3000 * 10_001);
      peer.expectEof();
    }
  }

  /// A peer that neither reads nor ends is closed by the idle limit, though its answers are stuck.
  @Test
  void peer_neverReads_isClosedWhenIdle() {
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.terms(Delivery.ON_LOOP, heard), Timeouts.defaults().idle(Duration.ofMillis(300)));
    String answer = "x".repeat(10_000);
    try (LinesServer server = LinesServer.start(terms, Lines.plain(_ -> answer));
        RawPeer peer = server.connect()) {
      peer.send("m\\n".repeat(3000)); // 30 MB of answers, more than the kernel holds
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.IDLE);
    }
  }

  /// A peer that has said its last word and does not listen is not waited for.
  @Test
  void peer_endsAndNeverReads_isCutOffAfterTheGrace() {
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.terms(Delivery.ON_LOOP, heard),
            Timeouts.defaults().grace(Duration.ofMillis(300)));
    String answer = "x".repeat(10_000);
    try (LinesServer server = LinesServer.start(terms, Transport.EPOLL, Lines.plain(_ -> answer));
        RawPeer peer = server.connect()) {
      peer.send("m\\n".repeat(3000)).halfClose(); // 30 MB of answers, more than the kernel holds
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PEER_CLOSED);
    }
  }

  @Test
  void peer_endsAndReadsSlowly_getsEveryAnswer() throws Exception {
    Terms terms =
        Lines.with(Lines.terms(Delivery.ON_LOOP), Timeouts.defaults().grace(Duration.ofSeconds(1)));
    String answer = "x".repeat(10_000);
    try (LinesServer server = LinesServer.start(terms, Lines.plain(_ -> answer));
        RawPeer peer = server.connect()) {
      peer.send("m\\n".repeat(3000)).halfClose().within(Duration.ofSeconds(20));
      CountDownLatch never = new CountDownLatch(1);
      for (int i = 0; i < 8; i++) { // more than the grace in all
        assertThat(peer.read(1_000_100)).hasSize(1_000_100);
        assertThat(never.await(150, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(peer.read(2200 * 10_001)).isNotEmpty();
      peer.expectEof();
    }
  }
}
