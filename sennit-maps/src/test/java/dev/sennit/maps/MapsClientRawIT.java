package dev.sennit.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client and servers that do what they should not.
@Timeout(10)
class MapsClientRawIT {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final RawServer server = RawServer.tcp();

  @AfterEach
  void closeServer() {
    server.close();
  }

  private MapsClientOptions options() {
    return MapsClientOptions.tcpTable(Target.tcp("127.0.0.1", server.port())).connections(1);
  }

  private static Reply<GetReply> get(MapsClient client, String key) {
    return client.getAsync(Octets.utf8(key));
  }

  private static Throwable failureOf(CompletableFuture<?> reply) throws Exception {
    try {
      Object value = reply.get(5, TimeUnit.SECONDS);
      throw new AssertionError("reply: " + value + " (expected: a failure)");
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
  }

  // ---- order

  @Test
  void getAsync_withoutPipelining_waitsForTheReply() {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> a = get(client, "a");
      Reply<GetReply> b = get(client, "b");
      try (RawPeer peer = server.accept()) {
        peer.expect("get a\n").within(SHORT);
        assertThat(peer.read(1)).isEmpty();
        peer.within(RawPeer.PATIENCE).send("200 1\n").expect("get b\n").send("500 \n");
        assertThat(a.join()).isEqualTo(Found.of("1"));
        assertThat(b.join()).isEqualTo(NotFound.INSTANCE);
      }
    }
  }

  @Test
  void getAsync_pipelined_repliesGoToTheirRequests() {
    try (var client = MapsClient.create(options().pipelining(3))) {
      Reply<GetReply> a = get(client, "a");
      Reply<GetReply> b = get(client, "b");
      Reply<GetReply> c = get(client, "c");
      Reply<GetReply> d = get(client, "d");
      try (RawPeer peer = server.accept()) {
        peer.expect("get a\nget b\nget c\n").send("200 1\n500 ").expect("get d\n");
        peer.send("x\n400 z\n200 4\n");
        assertThat(a.join()).isEqualTo(Found.of("1"));
        assertThat(b.join()).isEqualTo(NotFound.INSTANCE);
        assertThat(c.join().toString()).contains("TryLater");
        assertThat(d.join()).isEqualTo(Found.of("4"));
      }
    }
  }

  @Test
  void getAsync_severalConnections_areOpenedWhenNeeded() {
    try (var client = MapsClient.create(options().connections(2))) {
      List<Reply<GetReply>> replies = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        replies.add(get(client, "k"));
      }
      try (RawPeer one = server.accept();
          RawPeer two = server.accept()) {
        one.expect("get k\n").send("200 v\n");
        two.expect("get k\n");
        one.expect("get k\n").send("200 v\n");
        two.send("200 v\n");
        for (Reply<GetReply> reply : replies) {
          assertThat(reply.join()).isEqualTo(Found.of("v"));
        }
      }
    }
  }

  @Test
  void strayReply_endsTheConnectionAndTheNextRequestGetsItsOwn() {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> a = get(client, "a");
      try (RawPeer peer = server.accept()) {
        peer.expect("get a\n").send("200 1\n200 stray\n").expectEof();
        assertThat(a.join()).isEqualTo(Found.of("1"));
        Reply<GetReply> b = get(client, "b");
        try (RawPeer next = server.accept()) {
          next.expect("get b\n").send("200 2\n");
          assertThat(b.join()).isEqualTo(Found.of("2"));
        }
      }
    }
  }

  // ---- lost connections

  @Test
  void get_idleConnectionClosedByTheServer_isAskedOnANewOne() {
    try (var client = MapsClient.create(options())) {
      for (int i = 0; i < 5; i++) {
        Reply<GetReply> reply = get(client, "k");
        try (RawPeer peer = server.accept()) {
          peer.expect("get k\n").send("200 v\n");
          assertThat(reply.join()).isEqualTo(Found.of("v"));
        }
      }
    }
  }

  @Test
  void get_closedWithoutAReply_isAskedOnceMore() {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> reply = get(client, "k");
      server.accept().expect("get k\n").close();
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send("200 v\n");
        assertThat(reply.join()).isEqualTo(Found.of("v"));
      }
    }
  }

  @Test
  void get_closedWithoutAReplyTwice_fails() throws Exception {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> never = get(client, "k");
      server.accept().expect("get k\n").send("200 v").close();
      server.accept().expect("get k\n").reset();
      assertThat(failureOf(never)).isInstanceOf(ConnectionLostException.class);
    }
  }

  @Test
  void get_serverThatHangsUpOnEverybody_failsInTheEnd() throws Exception {
    try (var client = MapsClient.create(options().connections(3).pipelining(2))) {
      List<Reply<GetReply>> replies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        replies.add(get(client, "k" + i));
      }
      Thread hangingUp =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.interrupted()) {
                  try {
                    server.accept(SHORT).reset();
                  } catch (AssertionError _) {
                    // nobody called
                  }
                }
              });
      for (Reply<GetReply> reply : replies) {
        assertThat(failureOf(reply)).isInstanceOf(ConnectionLostException.class);
      }
      hangingUp.interrupt();
      hangingUp.join();
    }
  }

  @Test
  void get_nobodyListens_saysSo() {
    int port = FreePort.tcp();
    try (var client =
        MapsClient.create(MapsClientOptions.tcpTable(Target.tcp("127.0.0.1", port)))) {
      assertThatThrownBy(() -> client.get("k"))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessage("cannot connect to tcp:127.0.0.1:" + port + ": connection refused");
    }
  }

  @Test
  void put_closedWithoutAReply_isNeverSentTwice() throws Exception {
    try (var client = MapsClient.create(options())) {
      var put = client.putAsync(Octets.utf8("k"), Octets.utf8("v"));
      server.accept().expect("put k v\n").close();
      assertThat(failureOf(put)).isInstanceOf(ConnectionLostException.class);
      Reply<GetReply> get = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send("500 \n");
        assertThat(get.join()).isEqualTo(NotFound.INSTANCE);
      }
    }
  }

  @Test
  void put_onAConnectionThatHasEnded_goesToANewOne() {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> get = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send("500 \n");
        assertThat(get.join()).isEqualTo(NotFound.INSTANCE);
        peer.halfClose().expectEof();
      }
      var put = client.putAsync(Octets.utf8("k"), Octets.utf8("v"));
      try (RawPeer peer = server.accept()) {
        peer.expect("put k v\n").send("200 OK\n");
        assertThat(put.join()).isEqualTo(Stored.INSTANCE);
        put = client.putAsync(Octets.utf8("k"), Octets.utf8("v"));
        peer.expect("put k v\n").send("500 no%20more\n");
        assertThat(put.join()).isEqualTo(new Refused("no more"));
      }
    }
  }

  // ---- time

  @Test
  void get_replyTooLate_failsAndTheNextGoesToANewConnection() throws Exception {
    var timeouts = Timeouts.defaults().request(SHORT);
    try (var client = MapsClient.create(options().timeouts(timeouts))) {
      Reply<GetReply> late = get(client, "a");
      Reply<GetReply> next = get(client, "b");
      try (RawPeer peer = server.accept()) {
        peer.expect("get a\n");
        assertThat(failureOf(late)).isInstanceOf(RequestTimeoutException.class);
        try (RawPeer second = server.accept()) {
          second.expect("get b\n");
          peer.send("200 of-a\n");
          second.send("200 of-b\n");
          assertThat(next.join()).isEqualTo(Found.of("of-b"));
        }
        peer.expectEof();
      }
    }
  }

  @Test
  void get_asPostfixRetries_asksAgainAfterATimeout() {
    var options =
        options()
            .timeouts(Timeouts.defaults().request(SHORT))
            .retry(new Retry(10, PAUSE, Retry.AS_POSTFIX.afterTimeout()));
    try (var client = MapsClient.create(options)) {
      Reply<GetReply> reply = get(client, "k");
      try (RawPeer silent = server.accept()) {
        silent.expect("get k\n");
        for (int i = 0; i < 8; i++) {
          server.accept().expect("get k\n").reset();
        }
        try (RawPeer peer = server.accept()) {
          peer.expect("get k\n").send("200 v\n");
          assertThat(reply.join()).isEqualTo(Found.of("v"));
        }
      }
    }
  }

  @Test
  void get_asPostfixRetries_neverAsksAgainAfterTryLater() {
    try (var client = MapsClient.create(options().retry(new Retry(10, PAUSE, true)))) {
      Reply<GetReply> reply = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send("400 later\n");
        assertThat(reply.join().toString()).contains("TryLater");
      }
    }
  }

  @Test
  void get_idleLimitWhileAReplyIsOwed_doesNotLoseIt() {
    var timeouts = Timeouts.defaults().idle(Duration.ofMillis(50));
    try (var client = MapsClient.create(options().timeouts(timeouts))) {
      Reply<GetReply> reply = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").within(SHORT);
        assertThat(peer.read(1)).isEmpty();
        peer.within(RawPeer.PATIENCE).send("200 v\n");
        assertThat(reply.join()).isEqualTo(Found.of("v"));
        peer.expectEof();
      }
    }
  }

  // ---- wrong servers

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-x\\r\\n",
        "+OK\\r\\n",
        "9:NOTFOUND ,\\n",
        "HTTP/1.1 400 Bad Request\\r\\n",
        "\\n",
        "600 x\\n",
        "200 %zz\\n"
      })
  void get_serverOfAnotherProtocol_isAFaultAndNotAskedAgain(String reply) throws Exception {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> get = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send(reply);
        assertThat(failureOf(get))
            .isInstanceOf(ProtocolException.class)
            .hasMessageContaining("tcp:127.0.0.1:" + server.port())
            .hasMessageContaining("expected: ");
      }
    }
  }

  @Test
  void get_replyOver4096Bytes_isAFault() throws Exception {
    try (var client = MapsClient.create(options())) {
      Reply<GetReply> get = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send("200 " + "v".repeat(4093));
        assertThat(failureOf(get)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void socketmap_replyOver100000Bytes_isAFault() throws Exception {
    var options = MapsClientOptions.socketmap(Target.tcp("127.0.0.1", server.port()), "m");
    try (var client = MapsClient.create(options)) {
      Reply<GetReply> get = get(client, "k");
      try (RawPeer peer = server.accept()) {
        peer.expect("3:m k,").send("100001:");
        assertThat(failureOf(get)).isInstanceOf(ProtocolException.class);
      }
    }
  }

  @Test
  void socketmap_put_isAFaultBeforeItIsSent() throws Exception {
    var options = MapsClientOptions.socketmap(Target.tcp("127.0.0.1", server.port()), "m");
    try (var client = MapsClient.create(options)) {
      var put = client.putAsync(Octets.utf8("k"), Octets.utf8("v"));
      try (RawPeer _ = server.accept()) {
        assertThat(failureOf(put))
            .isInstanceOf(ProtocolException.class)
            .hasMessageContaining("expected: a lookup");
      }
    }
  }

  @Test
  void socketmap_nameWithABlank_isRefusedAtOnce() {
    assertThatThrownBy(() -> MapsClientOptions.socketmap(Target.tcp("h", 1), "a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("map: 'a b' (expected: a name without blanks)");
  }

  // ---- the end, and too much at once

  @Test
  void close_requestOnItsWay_isAnsweredFirst() throws Exception {
    MapsClient client = MapsClient.create(options());
    Reply<GetReply> sent = get(client, "a");
    try (RawPeer peer = server.accept()) {
      peer.expect("get a\n");
      Reply<GetReply> waits = get(client, "b");
      Thread closing = Thread.ofVirtual().start(client::close);
      assertThat(failureOf(waits))
          .isInstanceOf(ConnectionLostException.class)
          .hasMessage("the client is closed");
      peer.send("200 1\n");
      assertThat(sent.join()).isEqualTo(Found.of("1"));
      peer.expectEof().halfClose();
      closing.join();
      assertThat(failureOf(get(client, "c"))).hasMessage("the client is closed");
    }
  }

  @Test
  void close_serverThatHangs_failsWhatWasSentAfterTheGrace() {
    var timeouts = Timeouts.defaults().grace(SHORT);
    MapsClient client = MapsClient.create(options().timeouts(timeouts).pipelining(5));
    List<Reply<GetReply>> replies = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      replies.add(get(client, "k" + i));
    }
    try (RawPeer peer = server.accept()) {
      peer.expect("get k0\n");
      client.close();
      assertThat(replies).allMatch(CompletableFuture::isCompletedExceptionally);
    }
  }

  @Test
  void close_betweenTwoAttempts_failsAtOnce() throws Exception {
    var retry = new Retry(10, Duration.ofHours(1), false);
    MapsClient client = MapsClient.create(options().retry(retry));
    Reply<GetReply> reply = get(client, "k");
    server.accept().expect("get k\n").close();
    Reply<GetReply> second = get(client, "l");
    server.accept().expect("get l\n").close();
    client.close();
    assertThat(failureOf(reply)).hasMessageContaining("closed");
    assertThat(failureOf(second)).hasMessageContaining("closed");
  }

  @Test
  void getAsync_moreUnfinishedThanAllowed_isRefusedUntilOneIsAnswered() throws Exception {
    try (var client = MapsClient.create(options().unfinished(3))) {
      List<Reply<GetReply>> replies = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        replies.add(get(client, "k"));
      }
      for (int i = 0; i < 100_000; i++) {
        assertThat(get(client, "more").isCompletedExceptionally()).isTrue();
      }
      assertThat(failureOf(get(client, "more")))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("unfinished: 3 requests (expected: fewer when another one is asked)");
      try (RawPeer peer = server.accept()) {
        peer.expect("get k\n").send("200 v\n").expect("get k\n");
        replies.getFirst().join();
        Reply<GetReply> again = get(client, "again");
        peer.send("200 v\n").expect("get k\n").send("200 v\n").expect("get again\n");
        peer.send("200 v\n");
        assertThat(again.join()).isEqualTo(Found.of("v"));
      }
    }
  }
}
