package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TranscriptTest {
  @Test
  void load_resource_knowsItsSteps() {
    assertThat(Transcript.load("hit.txt").steps())
        .containsExactly(
            new Transcript.Step(2, true, Transcript.Action.SEND, "get alice\\n"),
            new Transcript.Step(3, false, Transcript.Action.SEND, "200 alice@example.com\\n"),
            new Transcript.Step(5, true, Transcript.Action.END, ""),
            new Transcript.Step(6, false, Transcript.Action.END, ""));
  }

  @Test
  void load_noSuchResource_saysSo() {
    assertThatThrownBy(() -> Transcript.load("none.txt"))
        .hasMessage("transcript: none.txt (expected: a resource)");
  }

  @Test
  void play_bothSides_agree() throws InterruptedException {
    Transcript transcript = Transcript.load("hit.txt");
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      Thread other = Thread.ofVirtual().start(() -> transcript.playServer(peer));
      transcript.playClient(client);
      other.join();
    }
  }

  @Test
  void play_reset_isSeen() {
    Transcript transcript = Transcript.of("reset", "S: a\nC reset\n");
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      client.send("a");
      transcript.playClient(peer);
      client.expectReset();
    }
  }

  @Test
  void play_otherBytes_namesTheLine() {
    Transcript transcript = Transcript.of("bad", "# nothing\nS: 200\n");
    try (RawServer server = RawServer.tcp();
        RawPeer client = RawPeer.connect(server.port());
        RawPeer peer = server.accept()) {
      peer.send("500");
      client.within(Duration.ofSeconds(1));
      assertThatThrownBy(() -> transcript.playClient(client))
          .isInstanceOf(AssertionError.class)
          .hasMessage("bad:2: wire: 500\nexpected: 200\nfirst difference at byte 0");
    }
  }

  @Test
  void of_strangeLine_isRefused() {
    assertThatThrownBy(() -> Transcript.of("t", "C: a\nX: b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("t:2: X: b (expected: C or S, then `: bytes`, end or reset)");
    assertThatThrownBy(() -> Transcript.of("t", "C: \\q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("escape");
  }
}
