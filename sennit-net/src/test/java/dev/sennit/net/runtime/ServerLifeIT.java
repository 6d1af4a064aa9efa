package dev.sennit.net.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Server;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How servers and their connections begin and end.
@Timeout(60)
class ServerLifeIT {
  private static final Terms TERMS = Lines.terms(Delivery.IN_ORDER);
  private static final Duration LONG = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private static NettyServer start(Terms terms, Transport transport, Listen... addresses) {
    return NettyServer.start(
        terms, transport, List.of(addresses), Lines::conversation, Lines.echo());
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void start_severalAddresses_answersOnEach(Transport transport) {
    try (NettyServer server =
        start(
            TERMS,
            transport,
            Listen.tcp("127.0.0.1", 0),
            Listen.tcp("127.0.0.1", 0),
            Listen.unix(folder.resolve("s")))) {
      assertThat(server.addresses()).hasSize(3);
      assertThat(((InetSocketAddress) server.addresses().getFirst()).getPort()).isPositive();
      assertThat(server.state()).isEqualTo(Server.State.RUNNING);
      server
          .addresses()
          .forEach(address -> {
            try (RawPeer peer = RawPeer.connect(address)) {
              peer.send("hello\\n").expect("hello\\n").halfClose().expectEof();
            }
          });
    }
  }

  @Test
  void start_oneBadAddress_leavesNothingOpen() {
    Path socket = folder.resolve("s");
    try (RawServer taken = RawServer.tcp()) {
      Listen bad = Listen.tcp("127.0.0.1", taken.port());
      assertThatThrownBy(() -> start(TERMS, Transport.AUTO, Listen.unix(socket), bad))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "cannot listen on tcp:%d:interface=127.0.0.1: the address is in use by another"
                  + " program",
              taken.port());
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void start_addressOfNoOne_saysSo() {
    assertThatThrownBy(() -> start(TERMS, Transport.AUTO, Listen.tcp("no.such.host.invalid", 0)))
        .hasMessage(
            "cannot listen on tcp:0:interface=no.such.host.invalid:"
                + " no.such.host.invalid is no address of this machine");
    assertThatThrownBy(() -> start(TERMS, Transport.AUTO))
        .hasMessage("listen: [] (expected: one address or more)");
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void close_callsInWork_areAnsweredFirst(Transport transport) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Heard heard = new Heard();
    LinesServer lines =
        LinesServer.start(
            Lines.with(Lines.terms(Delivery.IN_ORDER, heard), Limits.defaults().unfinished(2)),
            transport,
            Lines.plain(text -> {
              entered.countDown();
              leave.await();
              return text;
            }));
    try (RawPeer idle = lines.connect();
        RawPeer peer = lines.connect()) {
      idle.send("?1 x\\n"); // opened, and will be in work as well
      peer.send("a\\nb\\nc\\nd\\n");
      entered.await();
      await().until(() -> heard.begun.get() == 3);
      Thread closing = Thread.ofVirtual().start(() -> lines.server.close(LONG));
      await().until(() -> lines.server.state() == Server.State.STOPPING);
      assertThatThrownBy(lines::connect).isInstanceOf(UncheckedIOException.class);
      leave.countDown();
      peer.expect("a\\nb\\nc\\nd\\n").expectEof();
      idle.expect("=1 x\\n").expectEof();
      peer.halfClose();
      idle.halfClose();
      closing.join();
      assertThat(lines.server.state()).isEqualTo(Server.State.STOPPED);
      lines.server.awaitClosed();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.STOPPED);
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.STOPPED);
      assertThat(heard.closed).hasValue(2);
    }
  }

  /// A handler that waits for the peer gets its answer although the server is closing.
  @Test
  void close_handlerWaitsForPeer_peerIsStillHeard() throws Exception {
    Handler<Lines.Question, String> handler = (question, _) -> question.talk().ask(question.text());
    LinesServer lines = LinesServer.start(TERMS, handler);
    try (RawPeer peer = lines.connect()) {
      peer.send("well\\n").expect("?1 well\\n");
      Thread closing = Thread.ofVirtual().start(() -> lines.server.close(LONG));
      await().until(() -> lines.server.state() == Server.State.STOPPING);
      peer.send("=1 fine\\n").expect("fine\\n").expectEof().halfClose();
      closing.join();
    }
  }

  @Test
  void close_graceIsOver_breaksOff() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Heard heard = new Heard();
    LinesServer lines =
        LinesServer.start(
            Lines.terms(Delivery.IN_ORDER, heard),
            Lines.plain(text -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return text;
            }));
    try (RawPeer peer = lines.connect()) {
      peer.send("a\\n");
      await().until(() -> heard.begun.get() == 1);
      lines.server.close(Duration.ofMillis(50));
      assertThat(lines.server.state()).isEqualTo(Server.State.STOPPED);
      assertThat(lines.server.connections()).isZero();
      assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.STOPPED);
      assertThat(heard.ended).hasValue(1);
    }
  }

  @Test
  void close_twiceAndAtOnce_isOneClose() throws Exception {
    NettyServer server = start(TERMS, Transport.AUTO, Listen.tcp("127.0.0.1", 0));
    List<Thread> closers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      closers.add(Thread.ofVirtual().start(() -> server.close(LONG)));
    }
    for (Thread closer : closers) {
      closer.join();
    }
    server.close();
    server.close(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(server.state()).isEqualTo(Server.State.STOPPED);
  }

  @Test
  void close_secondIsLessPatient_breaksOff() throws Exception {
    LinesServer lines =
        LinesServer.start(
            Lines.with(TERMS, Timeouts.defaults().answer(Duration.ZERO)),
            (_, _) -> new CompletableFuture<>());
    try (RawPeer peer = lines.connect()) {
      peer.send("a\\n?1 b\\n");
      await().until(() -> lines.server.connections() == 1);
      Thread closing =
          Thread.ofVirtual().start(() -> lines.server.close(Duration.ofSeconds(Long.MAX_VALUE)));
      await().until(() -> lines.server.state() == Server.State.STOPPING);
      lines.server.close(Duration.ZERO);
      closing.join();
      assertThat(lines.server.state()).isEqualTo(Server.State.STOPPED);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void peer_halfCloses_isAnsweredAndClosed(Transport transport) {
    Heard heard = new Heard();
    try (LinesServer server =
            LinesServer.start(Lines.terms(Delivery.IN_ORDER, heard), transport, Lines.echo());
        RawPeer peer = server.connect()) {
      peer.send("a\\nb\\nhalf a line").halfClose().expect("a\\nb\\n").expectEof();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PEER_CLOSED);
    }
  }

  /// The last reply arrives although the peer sent more than is ever read.
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void reply_beforeClose_isNotDestroyedByReset(Transport transport) {
    byte[] more = "more\n".repeat(40_000).getBytes(UTF_8);
    byte[] bad = "BAD\n".getBytes(UTF_8);
    byte[] all = new byte[bad.length + more.length];
    System.arraycopy(bad, 0, all, 0, bad.length);
    System.arraycopy(more, 0, all, bad.length, more.length);
    Heard heard = new Heard();
    try (LinesServer server =
        LinesServer.start(Lines.terms(Delivery.IN_ORDER, heard), transport, Lines.echo())) {
      for (int round = 0; round < 100; round++) {
        try (RawPeer peer = server.connect()) {
          peer.send(all).expect("? line: BAD (expected: another)\\n").expectEof();
        }
        assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PROTOCOL_FAULT);
      }
      assertThat(heard.faults).hasValue(100);
      assertThat(heard.opened).hasValue(100);
      assertThat(heard.closed).hasValue(100);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void idle_nothingWholeComes_closes(Transport transport) {
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.terms(Delivery.IN_ORDER, heard), Timeouts.defaults().idle(Duration.ofMillis(80)));
    try (LinesServer server = LinesServer.start(terms, transport, Lines.echo());
        RawPeer peer = server.connect()) {
      peer.send("a\\n").expect("a\\n").send("half").expectEof();
      peer.halfClose();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.IDLE);
    }
  }

  /// The time of a handler does not count as idle, nor does it eat into the time after it.
  @Test
  void idle_handlerTakesLonger_isNotIdle() {
    Terms terms = Lines.with(TERMS, Timeouts.defaults().idle(Duration.ofMillis(400)));
    CompletableFuture<String> later = new CompletableFuture<>();
    try (LinesServer server =
            LinesServer.start(
                terms,
                (question, _) ->
                    question.text().equals("a")
                        ? later.completeOnTimeout("late", 700, TimeUnit.MILLISECONDS)
                        : CompletableFuture.completedFuture(question.text()));
        RawPeer peer = server.connect()) {
      peer.send("a\\n").expect("late\\n").send("b\\n").expect("b\\n").expectEof();
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void requestEnded_slowHandler_tellsItsTime(Delivery delivery) {
    Heard heard = new Heard();
    try (LinesServer server =
            LinesServer.start(
                Lines.terms(delivery, heard),
                Lines.plain(text -> {
                  LockSupport.parkNanos(20_000_000);
                  return text;
                }));
        RawPeer peer = server.connect()) {
      peer.send("a\\n").expect("a\\n");
      assertThat(heard.nanos.get()).isBetween(15_000_000L, 5_000_000_000L);
    }
  }

  @Test
  void total_busyConnection_closesWhenAnswersAreOut() {
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.terms(Delivery.IN_ORDER, heard),
            Timeouts.defaults().total(Duration.ofMillis(100)));
    try (LinesServer server =
            LinesServer.start(
                terms,
                (_, _) ->
                    new CompletableFuture<String>()
                        .completeOnTimeout("late", 300, TimeUnit.MILLISECONDS));
        RawPeer peer = server.connect()) {
      peer.send("a\\nb\\n").expect("late\\nlate\\n").expectEof();
      peer.halfClose();
      assertThat(heard.awaitClosed()).isEqualTo(CloseReason.IDLE);
    }
  }

  @Test
  void broken_sessionReaderOrWriter_closesThatConnectionOnly() {
    Heard heard = new Heard();
    try (LinesServer server =
            LinesServer.start(Lines.terms(Delivery.IN_ORDER, heard), Lines.echo());
        RawPeer other = server.connect()) {
      for (String trouble : List.of("boom", "broken reader", "unwritable", "a\\nboom\\nb")) {
        try (RawPeer peer = server.connect()) {
          peer.send(trouble + "\\nhalf");
          assertThat(heard.awaitClosed()).isEqualTo(CloseReason.FAILED);
        }
      }
      other.send("well\\n").expect("well\\n");
      assertThat(heard.begun.get()).isEqualTo(heard.ended.get());
    }
  }

  /// Connections that end anyhow, in the middle of anything: events come in pairs.
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"NIO", "EPOLL"})
  void connections_endAnyhow_eventsComeInPairs(Transport transport) {
    Heard heard = new Heard();
    try (LinesServer server =
        LinesServer.start(
            Lines.terms(Delivery.CONCURRENT, heard),
            transport,
            Lines.plain(text -> {
              LockSupport.parkNanos(1_000_000);
              return text.repeat(100);
            }))) {
      for (int round = 0; round < 200; round++) {
        RawPeer peer = server.connect();
        peer.send("one\\ntwo\\n".repeat(round) + "thr");
        if (round % 3 == 0) {
          peer.reset();
        } else if (round % 3 == 1) {
          peer.close();
        } else {
          peer.halfClose().read(1000);
          peer.close();
        }
      }
      await().until(() -> heard.opened.get() == 200 && heard.closed.get() == 200);
      await().until(() -> heard.begun.get() == heard.ended.get());
      assertThat(server.server.connections()).isZero();
      assertThat(heard.opened).hasValue(200);
    }
  }
}
