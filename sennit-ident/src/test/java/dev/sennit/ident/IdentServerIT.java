package dev.sennit.ident;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentBadQuery;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentReply;
import dev.sennit.ident.wire.IdentStyle;
import dev.sennit.ident.wire.IdentTolerance;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class IdentServerIT {
  private static final Duration SOON = Duration.ofMillis(150);

  /// Answers by the first port: 1 has no user, 2 hides, 3 throws, 4 answers null, 5 hangs.
  @SuppressWarnings("NullAway") // a null answer is one of the misbehaviours
  private static IdentAnswer byPort(IdentConnection connection, Peer peer) throws Exception {
    return switch (connection.local().getPort()) {
      case 1 -> Fault.NO_USER;
      case 2 -> Fault.HIDDEN_USER;
      case 3 -> throw new IllegalStateException("This is a test error");
      case 4 -> null;
      case 5 -> {
        new CountDownLatch(1).await();
        yield Fault.UNKNOWN_ERROR;
      }
      case 6 -> Fault.INVALID_PORT;
      case 7 -> Fault.of(new IdentError("X-MINE"));
      case 8 -> new UserId("UNIX", null, Octets.EMPTY);
      default -> new UserId("SYS", null, Octets.utf8("USER"));
    };
  }

  private static IdentServerOptions options() {
    return IdentServerOptions.defaults()
        .listen(Listen.tcp("127.0.0.1", 0))
        .timeouts(Timeouts.defaults().answer(Duration.ofMillis(300)));
  }

  private static int port(IdentServer server) {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  private static InetSocketAddress at(String address, IdentServer server) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port(server));
  }

  // ---- replies

  @ParameterizedTest
  @CsvSource({
    "'123, 456', '123, 456 : USERID : SYS : USER'",
    "'1, 345', '1, 345 : ERROR : NO-USER'",
    "'2, 345', '2, 345 : ERROR : HIDDEN-USER'",
    "'3, 345', '3, 345 : ERROR : UNKNOWN-ERROR'",
    "'4, 345', '4, 345 : ERROR : UNKNOWN-ERROR'",
    "'5, 345', '5, 345 : ERROR : UNKNOWN-ERROR'",
    "'6, 345', '6, 345 : ERROR : INVALID-PORT'",
    "'7, 345', '7, 345 : ERROR : X-MINE'",
    "'8, 345', '8, 345 : ERROR : UNKNOWN-ERROR'",
    "'-1, 345', '-1, 345 : ERROR : INVALID-PORT'",
    "'0, 345', '0, 345 : ERROR : INVALID-PORT'",
    "'65536, 345', '65536, 345 : ERROR : INVALID-PORT'",
    "'345, 65537', '345, 65537 : ERROR : INVALID-PORT'"
  })
  void styleOfTheRfc_everyAnswer_isByteForByteAsTwisted(String query, String reply) {
    try (var server = IdentServer.start(options().style(IdentStyle.RFC), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send(query + "\\r\\n").expect(reply + "\\r\\n");
      peer.send("123,456\\r\\n").expect("123, 456 : USERID : SYS : USER\\r\\n");
    }
  }

  @Test
  void noHandler_everyQuery_isUnknownError() {
    try (var server = IdentServer.start(options());
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456\\r\\n").expect("123,456:ERROR:UNKNOWN-ERROR\\r\\n");
    }
  }

  @Test
  void handler_addresses_areThoseOfTheIdentConnection() {
    List<IdentConnection> asked = new ArrayList<>();
    try (var server =
            IdentServer.start(
                options().listen(Listen.tcp("127.0.0.2", 0)),
                (connection, _) -> {
                  asked.add(connection);
                  return Fault.NO_USER;
                });
        var peer = RawPeer.connect(server.addresses().getFirst())) {
      peer.send("6193,23\\r\\n").expect("6193,23:ERROR:NO-USER\\r\\n");
      InetAddress from = ((InetSocketAddress) peer.localAddress()).getAddress();
      assertThat(asked)
          .containsExactly(
              new IdentConnection(
                  new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 6193),
                  new InetSocketAddress(from, 23)));
    }
  }

  @Test
  void ipv6AndIpv4_oneServer_answersBothAndUnwrapsIpv4() {
    List<InetAddress> asked = new ArrayList<>();
    IdentHandler handler =
        (connection, _) -> {
          asked.add(connection.local().getAddress());
          return Fault.NO_USER;
        };
    IdentServerOptions both =
        options().listen(Listen.tcp("::", 0), Listen.tcp("127.0.0.1", 0), Listen.tcp("::1", 0));
    try (var server = IdentServer.start(both, handler)) {
      int any = port(server);
      InetAddress four = InetAddress.ofLiteral("127.0.0.1");
      InetAddress six = InetAddress.ofLiteral("::1");
      List<InetSocketAddress> targets =
          List.of(
              new InetSocketAddress(four, any),
              new InetSocketAddress(six, any),
              (InetSocketAddress) server.addresses().get(1),
              (InetSocketAddress) server.addresses().get(2));
      for (InetSocketAddress target : targets) {
        try (var peer = RawPeer.connect(target)) {
          peer.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
        }
      }
      assertThat(asked).containsExactly(four, six, four, six);
    }
  }

  /// The address of all IPv4 leaves the port of IPv6 free: two listeners with rules of their own.
  @Test
  void anyIpv4Address_isNotReachedThroughIpv6() {
    IdentServerOptions four = options().listen(Listen.tcp("0.0.0.0", 0));
    try (var server = IdentServer.start(four, (_, _) -> UserId.unix("four"))) {
      IdentServerOptions six = options().listen(Listen.tcp("::1", port(server)));
      try (var _ = IdentServer.start(six, (_, _) -> UserId.unix("six"));
          var byFour = RawPeer.connect(at("127.0.0.1", server));
          var bySix = RawPeer.connect(at("::1", server))) {
        byFour.send("1,2\\r\\n").expect("1,2:USERID:UNIX:four\\r\\n");
        bySix.send("1,2\\r\\n").expect("1,2:USERID:UNIX:six\\r\\n");
      }
    }
  }

  @Test
  void unixSocket_query_isUnknownErrorSinceItHasNoAddresses(@TempDir Path folder) {
    Path socket = folder.resolve("ident.sock");
    try (var _ = IdentServer.start(options().listen(Listen.unix(socket)), IdentServerIT::byPort);
        var peer = RawPeer.connect(socket)) {
      peer.send("123,456\\r\\n").expect("123,456:ERROR:UNKNOWN-ERROR\\r\\n");
    }
  }

  // ---- order

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void pipelinedQueries_anyDelivery_areAnsweredInOrder(Delivery delivery) {
    try (var server = IdentServer.start(options().delivery(delivery), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("10,20\\r\\n1,2\\n-1,2\\r\\n3,4\\r11,12\\r\\n")
          .expect(
              "10,20:USERID:SYS:USER\\r\\n1,2:ERROR:NO-USER\\r\\n-1,2:ERROR:INVALID-PORT\\r\\n"
                  + "3,4:ERROR:UNKNOWN-ERROR\\r\\n11,12:USERID:SYS:USER\\r\\n");
    }
  }

  @Test
  void asyncHandler_answersInReverse_areSentInOrder() {
    List<CompletableFuture<IdentAnswer>> pending = new ArrayList<>();
    try (var server =
            IdentServer.startAsync(
                options().timeouts(Timeouts.defaults()),
                (_, _) -> {
                  CompletableFuture<IdentAnswer> answer = new CompletableFuture<>();
                  synchronized (pending) {
                    pending.add(answer);
                  }
                  return answer;
                });
        var peer = RawPeer.connect(port(server))) {
      peer.send("1,2\\r\\n3,4\\r\\n5,6\\r\\n");
      await().until(() -> size(pending) == 3);
      pending.get(2).complete(UserId.unix("c"));
      pending.get(1).completeExceptionally(new IllegalStateException("x"));
      pending.get(0).complete(UserId.unix("a"));
      peer.expect("1,2:USERID:UNIX:a\\r\\n3,4:ERROR:UNKNOWN-ERROR\\r\\n5,6:USERID:UNIX:c\\r\\n");
    }
  }

  private static int size(List<?> list) {
    synchronized (list) {
      return list.size();
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void asyncHandler_peerThatGoesAway_cancelsWhatIsPending(Delivery delivery) throws Exception {
    CompletableFuture<CompletableFuture<IdentAnswer>> asked = new CompletableFuture<>();
    try (var server =
        IdentServer.startAsync(
            options().delivery(delivery).timeouts(Timeouts.defaults()),
            (_, _) -> {
              CompletableFuture<IdentAnswer> answer = new CompletableFuture<>();
              asked.complete(answer);
              return answer;
            })) {
      RawPeer peer = RawPeer.connect(port(server));
      peer.send("1,2\\r\\n");
      CompletableFuture<IdentAnswer> answer = asked.get();
      peer.reset();
      await().until(answer::isCancelled);
    }
  }

  @Test
  void asyncHandler_answerThatTakesTooLong_isCancelled() throws Exception {
    CompletableFuture<IdentAnswer> never = new CompletableFuture<>();
    try (var server = IdentServer.startAsync(options(), (_, _) -> never);
        var peer = RawPeer.connect(port(server))) {
      peer.send("1,2\\r\\n").expect("1,2:ERROR:UNKNOWN-ERROR\\r\\n");
      await().until(never::isCancelled);
    }
  }

  // ---- the end of a connection

  @Test
  void queryWithoutLineEnd_thenEnd_isAnswered() {
    try (var server = IdentServer.start(options(), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456").halfClose().expect("123,456:USERID:SYS:USER\\r\\n").expectEof();
    }
  }

  @Test
  void junkAfterGoodQueries_answersThemAndEndsWithoutAReset() {
    try (var server = IdentServer.start(options(), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456\\r\\n1,2\\r\\nabc\\r\\n" + "7,8\\r\\n".repeat(10_000))
          .expect("123,456:USERID:SYS:USER\\r\\n1,2:ERROR:NO-USER\\r\\n")
          .expectEof();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\r\\n", "abc\\r\\n", "1,2,3\\r\\n", "1 2\\n", "VERSION\\r\\n"})
  void junk_endsWithoutAWord(String junk) {
    try (var server = IdentServer.start(options(), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send(junk).expectEof();
    }
  }

  @Test
  void answerJunk_pidentdStyle_saysSoBeforeTheEnd() {
    IdentServerOptions telling = options().style(IdentStyle.PIDENTD).answerJunk(true);
    try (var server = IdentServer.start(telling, IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("abc\\r\\n").expect("0 , 0 : ERROR : UNKNOWN-ERROR\\r\\n").expectEof();
    }
  }

  @Test
  void lenient_moreBehindTheQuery_isAnswered() {
    IdentServerOptions lenient = options().tolerance(IdentTolerance.LENIENT);
    try (var server = IdentServer.start(lenient, IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456,789\\r\\n").expect("123,456:USERID:SYS:USER\\r\\n");
    }
  }

  @Test
  void oneQuery_moreThanOne_answersTheFirstAndEndsWithoutAReset() {
    try (var server = IdentServer.start(options().queries(1), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456\\r\\n1,2\\r\\n3,4\\r\\n")
          .expect("123,456:USERID:SYS:USER\\r\\n")
          .expectEof();
    }
  }

  @Test
  void queries_default_isAHundred() {
    try (var server = IdentServer.start(options(), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("1,2\\r\\n".repeat(150)).expect("1,2:ERROR:NO-USER\\r\\n".repeat(100)).expectEof();
    }
  }

  @Test
  void longLine_isDroppedAtTheLimit() {
    try (var server = IdentServer.start(options(), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456\\r\\n" + "\\x00\\xff".repeat(500))
          .expect("123,456:USERID:SYS:USER\\r\\n")
          .expectEof();
    }
  }

  @Test
  void megabyteWithoutLineEnd_endsUnloggedAndTheNextIsServed() {
    try (var log = new CapturedLog("dev.sennit");
        var server = IdentServer.start(options(), IdentServerIT::byPort);
        var flood = RawPeer.connect(port(server));
        var next = RawPeer.connect(port(server))) {
      flood.send(new byte[1 << 20]).expectEof();
      next.send("123,456\\r\\n").expect("123,456:USERID:SYS:USER\\r\\n");
      assertThat(log.messages()).isEmpty();
    }
  }

  // ---- time

  @Test
  void drip_withoutAWholeQuery_endsAtTheFirstDeadline() {
    try (var server = IdentServer.start(options().firstQuery(SOON), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("1").send("2").send(",").expectEof();
    }
  }

  @Test
  void idle_afterAReply_endsAtTheNextDeadline() {
    IdentServerOptions impatient =
        options().firstQuery(Duration.ZERO).timeouts(Timeouts.defaults().idle(SOON));
    try (var server = IdentServer.start(impatient, IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456\\r\\n").expect("123,456:USERID:SYS:USER\\r\\n").expectEof();
    }
  }

  @Test
  void total_connectionThatGrowsOld_ends() {
    IdentServerOptions impatient = options().timeouts(Timeouts.defaults().total(SOON));
    try (var server = IdentServer.start(impatient, IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("123,456\\r\\n").expect("123,456:USERID:SYS:USER\\r\\n").expectEof();
    }
  }

  // ---- trouble

  @Test
  void peerThatResets_disturbsNobodyAndIsNotLogged() {
    try (var log = new CapturedLog("dev.sennit");
        var server = IdentServer.start(options(), IdentServerIT::byPort);
        var steady = RawPeer.connect(port(server))) {
      for (int i = 0; i < 20; i++) {
        RawPeer.connect(port(server)).send("123,456\\r\\n").reset();
        steady.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
      }
      await().until(() -> server.connections() == 1);
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void ratePerAddress_moreThanThat_isUnknownErrorWithoutAsking() {
    AtomicInteger asked = new AtomicInteger();
    try (var server =
            IdentServer.start(
                options().ratePerAddress(3),
                (_, _) -> {
                  asked.incrementAndGet();
                  return Fault.NO_USER;
                });
        var peer = RawPeer.connect(port(server))) {
      peer.send("1,2\\r\\n".repeat(8));
      peer.expect("1,2:ERROR:NO-USER\\r\\n".repeat(3))
          .expect("1,2:ERROR:UNKNOWN-ERROR\\r\\n".repeat(4));
      assertThat(asked.get()).isBetween(3, 4); // the eighth may come after a third of a second
    }
  }

  @Test
  void connections_overTheLimit_closeTheOneThatIsIdleLongest() {
    IdentServerOptions few = options().limits(Limits.defaults().frameBytes(1000).connections(2));
    try (var server = IdentServer.start(few, IdentServerIT::byPort);
        var first = RawPeer.connect(port(server))) {
      first.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
      try (var second = RawPeer.connect(port(server))) {
        second.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
        try (var third = RawPeer.connect(port(server))) {
          third.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
          first.expectEof();
          second.send("2,2\\r\\n").expect("2,2:ERROR:HIDDEN-USER\\r\\n");
        }
      }
    }
  }

  @Test
  void hideErrors_everyError_isUnknownError() {
    try (var server = IdentServer.start(options().hideErrors(true), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("1,2\\r\\n2,2\\r\\n0,1\\r\\n9,9\\r\\n")
          .expect(
              "1,2:ERROR:UNKNOWN-ERROR\\r\\n2,2:ERROR:UNKNOWN-ERROR\\r\\n"
                  + "0,1:ERROR:UNKNOWN-ERROR\\r\\n9,9:USERID:SYS:USER\\r\\n");
    }
  }

  /// Twisted's tests ask for one logged error each; a flood of them is counted in one line.
  @ParameterizedTest
  @CsvSource({"3, This is a test error", "4, the handler answered null"})
  void handlerThatFails_isToldOnceInTheLogAndTheConnectionGoesOn(int port, String message) {
    try (var log = new CapturedLog("dev.sennit.net");
        var server =
            IdentServer.start(options().queries(Integer.MAX_VALUE), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      String query = port + ",9\\r\\n";
      String reply = port + ",9:ERROR:UNKNOWN-ERROR\\r\\n";
      await()
          .until(() -> { // what the first line counts may have happened before this test
            peer.send(query).expect(reply);
            return !log.messages().isEmpty();
          });
      log.clear();
      AtomicInteger failures = new AtomicInteger();
      await()
          .until(() -> {
            peer.send(query).expect(reply);
            failures.incrementAndGet();
            return !log.messages().isEmpty();
          });
      assertThat(log.messages()).singleElement().asString().contains(message);
      assertThat(log.told()).isEqualTo(failures.get());
      peer.send("9,9\\r\\n").expect("9,9:USERID:SYS:USER\\r\\n");
    }
  }

  @Test
  void floodOfQueries_whileTheHandlerHangs_isNotReadFurtherAndDelaysNobody() throws IOException {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger handled = new AtomicInteger();
    IdentListener counting =
        new IdentListener() {
          @Override
          public void requestBegun(Peer peer) {
            begun.incrementAndGet();
          }
        };
    IdentHandler hanging =
        (connection, _) -> {
          if (connection.local().getPort() == 5) {
            handled.incrementAndGet();
            released.await();
          }
          return Fault.NO_USER;
        };
    IdentServerOptions options =
        options()
            .queries(Integer.MAX_VALUE)
            .timeouts(Timeouts.defaults().answer(Duration.ofMinutes(1)))
            .listener(counting);
    try (var server = IdentServer.start(options, hanging);
        var flood = SocketChannel.open(server.addresses().getFirst());
        var other = RawPeer.connect(port(server))) {
      flood.configureBlocking(false);
      ByteBuffer queries = ByteBuffer.wrap("5,6\r\n".repeat(20_000).getBytes(US_ASCII));
      await()
          .until(() -> { // until the kernel takes no more for the time between two looks
            long taken = 0;
            for (int count = flood.write(queries); count > 0; count = flood.write(queries)) {
              taken += count;
              queries.position(queries.hasRemaining() ? queries.position() : 0);
            }
            return taken == 0;
          });
      other.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
      assertThat(handled).hasValue(1);
      assertThat(begun.get()).isLessThanOrEqualTo(Limits.defaults().unfinished() + 1);
      released.countDown();
    }
  }

  /// A name that had been looked up would stay with the address.
  @Test
  void peer_whoAsks_isNotLookedUpByName() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    IdentListener listener =
        new IdentListener() {
          @Override
          public void replied(Peer peer, IdentReply reply) {
            seen.add(peer.remote() + " " + peer.local());
          }
        };
    try (var server =
            IdentServer.start(
                options().listener(listener),
                (connection, peer) -> {
                  seen.add(peer.remote() + " " + peer.local());
                  seen.add(connection.remote() + " " + connection.local());
                  throw new IllegalStateException("logged with " + peer);
                });
        var peer = RawPeer.connect(port(server))) {
      peer.send("1,2\\r\\n").expect("1,2:ERROR:UNKNOWN-ERROR\\r\\n");
    }
    assertThat(seen).hasSize(3).allMatch(text -> text.matches("/127\\.0\\.0\\.1:\\d+ /127.*"));
  }

  @Test
  void connectionsPerAddress_overTheLimit_closeTheIdlestOfThatAddress() {
    IdentServerOptions few =
        options()
            .listen(Listen.tcp("127.0.0.1", 0), Listen.tcp("::1", 0))
            .limits(Limits.defaults().frameBytes(1000).connectionsPerAddress(1));
    try (var server = IdentServer.start(few, IdentServerIT::byPort);
        var elsewhere = RawPeer.connect(server.addresses().get(1));
        var first = RawPeer.connect(server.addresses().getFirst())) {
      first.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
      try (var second = RawPeer.connect(server.addresses().getFirst())) {
        second.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
        first.expectEof();
        elsewhere.send("1,2\\r\\n").expect("1,2:ERROR:NO-USER\\r\\n");
      }
    }
  }

  // ---- who listens

  @Test
  void listener_everythingAsked_isHeard() {
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    IdentListener listener =
        new IdentListener() {
          @Override
          public void validQuery(Peer peer, IdentQuery query) {
            heard.add("valid " + query.serverPort());
          }

          @Override
          public void invalidQuery(Peer peer, IdentBadQuery query) {
            heard.add("invalid " + query.serverPort());
          }

          @Override
          public void replied(Peer peer, IdentReply reply) {
            heard.add("replied " + reply.answer());
          }

          @Override
          public void requestEnded(Peer peer, long nanos, @Nullable Throwable failure) {
            heard.add("ended " + failure);
          }

          @Override
          public void fault(Peer peer, ProtocolException fault) {
            heard.add("fault " + fault.getMessage());
          }
        };
    try (var server = IdentServer.start(options().listener(listener), IdentServerIT::byPort);
        var peer = RawPeer.connect(port(server))) {
      peer.send("9,9\\r\\n").expect("9,9:USERID:SYS:USER\\r\\n");
      peer.send("3,9\\r\\n").expect("3,9:ERROR:UNKNOWN-ERROR\\r\\n");
      peer.send("0,9\\r\\n").expect("0,9:ERROR:INVALID-PORT\\r\\n");
      peer.send("\\x1b\\r\\n").expectEof();
    }
    assertThat(heard)
        .containsExactly(
            "valid 9",
            "ended null",
            "replied SYS:USER",
            "valid 3",
            "ended java.lang.IllegalStateException: This is a test error",
            "replied UNKNOWN-ERROR",
            "invalid 0",
            "fault query: '\\x1b' (expected: PORT , PORT)");
  }
}
