package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.ident.wire.IdentQuirk;
import dev.sennit.net.Ends;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The client against a server whose every byte the test decides.
@Timeout(30)
class IdentClientIT {
  private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
  private static final IdentRequest REQUEST =
      IdentRequest.of(new InetSocketAddress(HOME, 6667), new InetSocketAddress(HOME, 10_000));
  private static final String QUERY = "10000, 6667\\r\\n";

  private static IdentClientOptions options(RawServer server) {
    return IdentClientOptions.defaults().port(server.port());
  }

  private static IdentFailure failure(IdentOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return ((Failed) outcome).failure();
  }

  private static String user(IdentOutcome outcome) {
    assertThat(outcome).isInstanceOf(Identified.class);
    return ((Identified) outcome).user().trimmed().utf8();
  }

  /// Asks once, against a server that takes the query and sends these bytes.
  private static IdentOutcome asked(String reply, IdentQuirk... quirks) {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).quirks(quirks))) {
      Reply<IdentOutcome> outcome = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send(reply);
        if (reply.indexOf("\\n") < 0 && reply.indexOf("\\r") < 0) {
          peer.halfClose();
        }
        return outcome.join();
      }
    }
  }

  // ---- one query

  @Test
  void query_testOfPoe_isAnsweredAndTheClientDisconnects() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(IdentClientOptions.defaults())) {
      IdentRequest request =
          IdentRequest.of(new InetSocketAddress(HOME, 123), new InetSocketAddress(HOME, 12_345))
              .port(server.port())
              .reference("mine");
      Reply<IdentOutcome> outcome = client.queryAsync(request);
      try (var peer = server.accept()) {
        peer.expect("12345, 123\\r\\n")
            .send("12345 , 123 : USERID : UNIX : bingos\\r\\n")
            .expectEof();
      }
      Identified identified = (Identified) outcome.join();
      assertThat(identified.request()).isEqualTo(request);
      assertThat(identified.request().reference()).isEqualTo("mine");
      assertThat(identified.user().opsys()).isEqualTo("UNIX");
      assertThat(identified.user().trimmed()).isEqualTo(Octets.utf8("bingos"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNKNOWN-ERROR", "NO-USER", "INVALID-PORT", "HIDDEN-USER", "X-FOO"})
  void query_error_isTyped(String word) {
    assertThat(asked("10000 , 6667 : ERROR : " + word + "  \\r\\n"))
        .isEqualTo(new Declined(REQUEST.port(0), new IdentError(word)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10000,6667:USERID:UNIX:alice\\r\\n",
        "10000 , 6667 : USERID : UNIX : alice \\r\\n",
        "10000,6667:USERID:UNIX:alice\\n",
        "10000,6667:USERID:UNIX:alice\\r",
        "\\r\\n \\r\\n10000,6667:USERID:UNIX:alice\\r\\n",
        "10000,6667:USERID:UNIX:alice\\r\\n10000,6667:ERROR:NO-USER\\r\\n"
      })
  void query_anyKindOfReply_isRead(String reply) {
    assertThat(user(asked(reply))).isEqualTo("alice");
  }

  @Test
  void query_replyInThreeSegments_isRead() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server))) {
      Reply<IdentOutcome> outcome = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("10000,66").send("67:USERID:UN").send("IX:alice\\r\\n");
        assertThat(user(outcome.join())).isEqualTo("alice");
      }
    }
  }

  @Test
  void query_quirks_areTakenWhenAskedFor() {
    assertThat(failure(asked("10000,6667:USERID:UNIX:alice"))).isEqualTo(IdentFailure.CLOSED);
    assertThat(user(asked("10000,6667:USERID:UNIX:alice", IdentQuirk.UNENDED_LINE)))
        .isEqualTo("alice");
    assertThat(asked("10000,6667:error:no-user\\r\\n", IdentQuirk.ANY_CASE).answer())
        .isEqualTo(Fault.NO_USER);
    assertThat(user(asked("10000,6667:USERID:UN\\\\:IX:a\\\\ b\\r\\n", IdentQuirk.RFC_931)))
        .isEqualTo("a b");
  }

  // ---- no reply: each cause has its own name

  @ParameterizedTest
  @CsvSource({
    "'junk\\r\\n', PROTOCOL_FAULT",
    "'10000,6667:USERID:UNIX\\r\\n', PROTOCOL_FAULT",
    "'10000,6667:USERID:UNIX:a\\x00b\\r\\n', PROTOCOL_FAULT",
    "'error : no-user\\r\\n', PROTOCOL_FAULT",
    "'10001,6667:USERID:UNIX:alice\\r\\n', PORT_MISMATCH",
    "'6667,10000:USERID:UNIX:alice\\r\\n', PORT_MISMATCH",
    "'0 , 0 : ERROR : UNKNOWN-ERROR\\r\\n', PORT_MISMATCH",
    "'', CLOSED"
  })
  void query_noGoodReply_isNamed(String reply, IdentFailure expected) {
    IdentOutcome outcome = asked(reply);
    assertThat(failure(outcome)).isEqualTo(expected);
    assertThat(outcome.answer()).isEqualTo(Fault.UNKNOWN_ERROR);
  }

  @Test
  void query_3000BytesWithoutEnd_isAFault() {
    assertThat(failure(asked("10000,6667:USERID:UNIX:" + "x".repeat(3000) + "\\r\\n")))
        .isEqualTo(IdentFailure.PROTOCOL_FAULT);
    assertThat(user(asked("10000,6667:USERID:UNIX:" + "x".repeat(512) + "\\r\\n"))).hasSize(512);
  }

  @Test
  void query_reset_isNamed() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server))) {
      Reply<IdentOutcome> outcome = client.queryAsync(REQUEST);
      server.accept().expect(QUERY).reset();
      assertThat(failure(outcome.join())).isEqualTo(IdentFailure.RESET);
    }
  }

  @Test
  void query_nobodyListens_isRefused() {
    try (var client = IdentClient.create(IdentClientOptions.defaults().port(FreePort.tcp()))) {
      assertThat(failure(client.query(REQUEST))).isEqualTo(IdentFailure.REFUSED);
    }
  }

  @Test
  void query_silentServer_timesOut() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).total(Duration.ofMillis(200)))) {
      Reply<IdentOutcome> outcome = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("\\r\\n");
        assertThat(failure(outcome.join())).isEqualTo(IdentFailure.TIMEOUT);
        peer.expectEof();
      }
    }
  }

  @Test
  void query_connectionThatIsNotMade_timesOut() throws IOException {
    try (var full = ServerSocketChannel.open();
        var client = IdentClient.create(IdentClientOptions.defaults())) {
      full.bind(new InetSocketAddress(HOME, 0), 1);
      InetSocketAddress address = (InetSocketAddress) full.getLocalAddress();
      List<SocketChannel> fillers = new ArrayList<>();
      for (int i = 0; i < 4; i++) { // what the kernel cannot queue is not answered
        SocketChannel filler = SocketChannel.open();
        filler.configureBlocking(false);
        boolean _ = filler.connect(address);
        fillers.add(filler);
      }
      IdentOutcome outcome =
          client.query(REQUEST.port(address.getPort()).timeout(Duration.ofMillis(300)));
      assertThat(failure(outcome)).isEqualTo(IdentFailure.TIMEOUT);
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
  }

  // ---- addresses

  @Test
  void query_localAddress_isWhereItCallsFrom() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server))) {
      InetAddress other = InetAddress.ofLiteral("127.0.0.9");
      IdentRequest request =
          IdentRequest.of(
              new InetSocketAddress(other, server.port()), new InetSocketAddress(HOME, 10_000));
      Reply<IdentOutcome> outcome = client.queryAsync(request);
      try (var peer = server.accept()) {
        assertThat(peer.remoteAddress())
            .isInstanceOfSatisfying(
                InetSocketAddress.class,
                from -> {
                  assertThat(from.getAddress()).isEqualTo(other);
                  assertThat(from.getPort()).isNotEqualTo(server.port());
                });
        peer.send("10000," + server.port() + ":USERID:UNIX:alice\\r\\n");
        assertThat(user(outcome.join())).isEqualTo("alice");
      }
    }
  }

  @Test
  void query_localAddressThatIsNotOurs_failsToBind() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server))) {
      InetAddress foreign = InetAddress.ofLiteral("192.0.2.1");
      IdentRequest request =
          IdentRequest.of(
              new InetSocketAddress(foreign, 6667), new InetSocketAddress(HOME, 10_000));
      assertThat(failure(client.query(request))).isEqualTo(IdentFailure.BIND_FAILED);
    }
  }

  @Test
  void query_connectedSockets_areAskedAbout() throws IOException {
    try (var server =
            IdentServer.start(
                IdentServerOptions.defaults()
                    .listen(Listen.tcp("127.0.0.1", 0), Listen.tcp("::1", 0)),
                (connection, _) -> UserId.other(connection.toString()));
        var client = IdentClient.create(IdentClientOptions.defaults())) {
      for (var address : server.addresses()) {
        InetSocketAddress inet = (InetSocketAddress) address;
        try (var socket = new Socket(inet.getAddress(), inet.getPort());
            var channel = SocketChannel.open(inet)) {
          for (Ends ends : List.of(Ends.of(socket), Ends.of(channel))) {
            IdentRequest request = REQUEST.port(inet.getPort()).about(ends);
            IdentConnection seen =
                new IdentConnection(/* local= */ ends.remote(), /* remote= */ ends.local());
            assertThat(user(client.query(request))).isEqualTo(seen.toString());
          }
        }
      }
    }
  }

  // ---- several queries

  @Test
  void keep_laterQueries_useTheSameConnection() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).keep(Duration.ofMinutes(1)))) {
      Reply<IdentOutcome> first = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("10000,6667:USERID:UNIX:alice\\r\\n");
        assertThat(user(first.join())).isEqualTo("alice");
        Reply<IdentOutcome> second = client.queryAsync(other(5));
        peer.expect("5, 6667\\r\\n").send("5,6667:USERID:UNIX:bob\\r\\n");
        assertThat(user(second.join())).isEqualTo("bob");
        client.close();
        peer.expectEof();
      }
    }
  }

  @Test
  void keep_afterThatTime_theConnectionIsClosed() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).keep(Duration.ofMillis(150)))) {
      Reply<IdentOutcome> first = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("10000,6667:USERID:UNIX:alice\\r\\n");
        assertThat(user(first.join())).isEqualTo("alice");
        peer.expectEof();
      }
    }
  }

  private static IdentRequest other(int port) {
    return REQUEST.about(new Ends(REQUEST.ends().local(), new InetSocketAddress(HOME, port)));
  }

  private static List<Reply<IdentOutcome>> askAll(IdentClient client, int count) {
    List<Reply<IdentOutcome>> outcomes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      outcomes.add(client.queryAsync(other(i)));
    }
    return outcomes;
  }

  @Test
  void oneConnection_queries_areSentOneByOneInOrder() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).connections(1))) {
      List<Reply<IdentOutcome>> outcomes = askAll(client, 3);
      try (var peer = server.accept()) {
        for (int i = 1; i <= 3; i++) {
          peer.expect(i + ", 6667\\r\\n");
          assertThat(outcomes.get(i - 1).isDone()).isFalse();
          peer.send(i + ",6667:USERID:UNIX:u" + i + "\\r\\n");
          assertThat(user(outcomes.get(i - 1).join())).isEqualTo("u" + i);
        }
        peer.expectEof();
      }
    }
  }

  @Test
  void pipelining_afterTheFirstReply_queriesAreSentTogether() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).connections(1).pipelining(3))) {
      List<Reply<IdentOutcome>> outcomes = askAll(client, 4);
      try (var peer = server.accept()) {
        peer.expect("1, 6667\\r\\n").send("1,6667:USERID:UNIX:u1\\r\\n");
        peer.expect("2, 6667\\r\\n3, 6667\\r\\n4, 6667\\r\\n");
        peer.send(
            "4,6667:USERID:UNIX:u4\\r\\n2,6667:ERROR:NO-USER\\r\\n3,6667:USERID:UNIX:u3\\r\\n");
        assertThat(user(outcomes.get(0).join())).isEqualTo("u1");
        assertThat(outcomes.get(1).join().answer()).isEqualTo(Fault.NO_USER);
        assertThat(user(outcomes.get(2).join())).isEqualTo("u3");
        assertThat(user(outcomes.get(3).join())).isEqualTo("u4");
      }
    }
  }

  @Test
  void serverThatClosesAfterOneAnswer_isCalledAgainForEachQuery() {
    try (var server = RawServer.tcp();
        var client =
            IdentClient.create(options(server).connections(1).keep(Duration.ofMinutes(1)))) {
      List<Reply<IdentOutcome>> outcomes = askAll(client, 4);
      for (int answered = 0; answered < 4; ) {
        try (var peer = server.accept()) {
          String query = new String(peer.read(9), StandardCharsets.US_ASCII);
          if (!query.isEmpty()) {
            answered++;
            assertThat(query).isEqualTo(answered + ", 6667\r\n");
            peer.send(answered + ",6667:USERID:UNIX:u" + answered + "\\r\\n").halfClose();
            boolean _ = peer.read(100).length > 0; // until the client has gone
          }
        }
      }
      for (int i = 1; i <= 4; i++) {
        assertThat(user(outcomes.get(i - 1).join())).isEqualTo("u" + i);
      }
    }
  }

  @Test
  void serverThatClosesWithoutAnAnswer_failsEveryQuery() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).connections(1))) {
      List<Reply<IdentOutcome>> outcomes = askAll(client, 3);
      for (Reply<IdentOutcome> outcome : outcomes) {
        server.accept().close();
        assertThat(failure(outcome.join())).isIn(IdentFailure.CLOSED, IdentFailure.RESET);
      }
    }
  }

  @Test
  void queryThatTimesOut_leavesTheOthersToANewConnection() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).connections(1))) {
      Reply<IdentOutcome> first = client.queryAsync(other(1).timeout(Duration.ofMillis(150)));
      Reply<IdentOutcome> second = client.queryAsync(other(2));
      try (var silent = server.accept()) {
        assertThat(failure(first.join())).isEqualTo(IdentFailure.TIMEOUT);
        try (var peer = server.accept()) {
          peer.expect("2, 6667\\r\\n").send("2,6667:USERID:UNIX:bob\\r\\n");
          assertThat(user(second.join())).isEqualTo("bob");
        }
        silent.expect("1, 6667\\r\\n").expectEof();
      }
    }
  }

  @Test
  void connections_otherLocalAddress_takesThePlaceOfAnIdleOne() {
    IdentRequest elsewhere =
        IdentRequest.of(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 6667),
            new InetSocketAddress(HOME, 7));
    try (var server = RawServer.tcp();
        var client =
            IdentClient.create(options(server).connections(1).keep(Duration.ofMinutes(1)))) {
      Reply<IdentOutcome> first = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("10000,6667:USERID:UNIX:alice\\r\\n");
        assertThat(user(first.join())).isEqualTo("alice");
        Reply<IdentOutcome> second = client.queryAsync(elsewhere);
        peer.expectEof();
        try (var next = server.accept()) {
          next.expect("7, 6667\\r\\n").send("7,6667:USERID:UNIX:bob\\r\\n");
          assertThat(user(second.join())).isEqualTo("bob");
        }
      }
    }
  }

  // ---- the end

  @Test
  void close_whatIsPending_isCancelled() {
    try (var server = RawServer.tcp()) {
      IdentClient client = IdentClient.create(options(server).connections(1));
      List<Reply<IdentOutcome>> outcomes = askAll(client, 3);
      try (var peer = server.accept()) {
        peer.expect("1, 6667\\r\\n");
        client.close();
        for (Reply<IdentOutcome> outcome : outcomes) {
          assertThat(failure(outcome.join())).isEqualTo(IdentFailure.CANCELLED);
        }
        assertThat(failure(client.query(REQUEST))).isEqualTo(IdentFailure.CANCELLED);
        client.close();
      }
    }
  }

  @Test
  void cancel_reply_givesTheQueryUp() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server))) {
      Reply<IdentOutcome> outcome = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY);
        assertThat(outcome.cancel(true)).isTrue();
        peer.expectEof();
        await().until(() -> client.toString().contains(" 0 requests"));
      }
    }
  }

  @Test
  void unfinished_moreThanAllowed_failAtOnce() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server).unfinished(1))) {
      Reply<IdentOutcome> first = client.queryAsync(REQUEST);
      assertThat(failure(client.query(other(1)))).isEqualTo(IdentFailure.TOO_MANY);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("10000,6667:USERID:UNIX:alice\\r\\n");
        assertThat(user(first.join())).isEqualTo("alice");
      }
      Reply<IdentOutcome> next = client.queryAsync(REQUEST);
      try (var peer = server.accept()) {
        peer.expect(QUERY).send("10000,6667:ERROR:NO-USER\\r\\n");
        assertThat(next.join().answer()).isEqualTo(Fault.NO_USER);
      }
    }
  }

  @Test
  void lateData_afterTheOutcome_changesNothing() {
    try (var server = RawServer.tcp();
        var client = IdentClient.create(options(server))) {
      Reply<IdentOutcome> outcome = client.queryAsync(REQUEST);
      try (RawPeer peer = server.accept()) {
        peer.expect(QUERY)
            .send("10000,6667:USERID:UNIX:alice\\r\\njunk\\r\\n" + "x".repeat(5000))
            .expectEof();
        assertThat(user(outcome.join())).isEqualTo("alice");
      }
    }
  }
}
