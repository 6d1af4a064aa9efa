package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class RawPeerTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void talk_overTcp_carriesBytesAndBothEnds() {
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      client.send("get a\\nget b\\n");
      peer.expect("get a\\n").expect("get b\\n").send("200 \\xff\\n");
      client.expect("200 \\xff\\n").halfClose();
      peer.expectEof().send("late").halfClose();
      client.expect("late").expectEof();
    }
  }

  @Test
  void talk_overUnixSocket_carriesBytes(@TempDir Path directory) {
    Path socket = directory.resolve("s");
    try (RawServer server = RawServer.unix(socket);
        RawPeer client = RawPeer.connect(socket);
        RawPeer peer = server.accept()) {
      client.send("a");
      peer.expect("a").send("b");
      client.expect("b");
    }
    assertThat(Files.exists(socket)).isFalse();
  }

  @Test
  void send_moreThanTheSocketHolds_arrivesWhole() throws InterruptedException {
    byte[] much = new byte[8_000_000];
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      Thread sender = Thread.ofVirtual().start(() -> client.send(much));
      assertThat(peer.read(much.length)).isEqualTo(much);
      sender.join();
    }
  }

  @Test
  void send_toOneWhoNeverReads_failsAtTheDeadline() {
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port())) {
      assertThatThrownBy(() -> client.within(SHORT).send(new byte[40_000_000]))
          .isInstanceOf(AssertionError.class)
          .hasMessageEndingWith("(expected: 40000000) in PT0.05S");
    }
  }

  @Test
  void expectReset_afterReset_passes() {
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      client.reset();
      peer.expectReset();
    }
  }

  @Test
  void expectReset_afterEnd_fails() {
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      client.halfClose();
      assertThatThrownBy(peer::expectReset)
          .isInstanceOf(AssertionError.class)
          .hasMessage("read: the end (expected: a reset)");
    }
  }

  @Test
  void expectEof_bytesInstead_showsThemAndKeepsThem() {
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      client.send("x\\n");
      assertThatThrownBy(peer::expectEof)
          .isInstanceOf(AssertionError.class)
          .hasMessage("read: x\\n (expected: the end)");
      peer.expect("x\\n");
    }
  }

  @Test
  void expect_nothingComes_failsAtTheDeadline() {
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      client.send("20");
      assertThatThrownBy(() -> peer.within(SHORT).expect("200"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("wire: 20\nexpected: 200");
      assertThatThrownBy(peer::expectEof)
          .isInstanceOf(AssertionError.class)
          .hasMessage("read: nothing in PT0.05S (expected: the end)");
    }
  }

  @Test
  void accept_nobody_failsAtTheDeadline() {
    try (RawServer server = RawServer.tcp()) {
      assertThatThrownBy(() -> server.accept(SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessage("accept: nobody in PT0.05S (expected: a connection)");
    }
  }

  @Test
  void connect_nobodyListens_saysWhere() {
    int port = FreePort.tcp();

    assertThatThrownBy(() -> RawPeer.connect(port))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("connect /127.0.0.1:" + port + ": ");
  }
}
