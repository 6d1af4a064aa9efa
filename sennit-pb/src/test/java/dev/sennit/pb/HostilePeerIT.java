package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.pb.wire.Bananas;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Peers that mean no good. Whatever they send, the server goes on for the others.
@Timeout(60)
class HostilePeerIT {
  private static final String GREETING = "02 82 70 62 02 80 13 87 06 81";

  private final Local local = new Local();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbServer serve() {
    return local.closing(
        PbServer.start(
            Local.options().pb(PbLimits.defaults().queuedBytes(100_000)),
            PbMethods.of()
                .on("echo", call -> call.get(0))
                .on(
                    "count",
                    _ -> {
                      calls.incrementAndGet();
                      return "a page of text that is long enough to fill a buffer".repeat(20);
                    })));
  }

  private void stillServes(PbServer server) {
    assertThat(local.client(server).root().call("echo", "x").join()).isEqualTo("x");
  }

  private static boolean isClosedBy(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    byte[] buffer = new byte[8192];
    try {
      while (socket.getInputStream().read(buffer) >= 0) {
        // what was said before
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // a reset
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "02 80 1d 87 01 81", // a reference that is not theirs
        "02 80 1d 87 04 82 72 6f 6f 74", // a name
        "02 80 1e 87 01 81", // a cache that they have not
        "02 80 1f 87 01 81", // a cache of ours that there is not
        "03 80 1b 87 01 81 01 80 01 87", // an answer that was not asked for
        "03 80 1c 87 01 81 01 80 01 87",
        "00 00 00 00 04 80", // a list of a billion items
        "00 00 00 00 04 82", // a string of as many bytes
        "02 80 13 87 07 81", // another version
        "20 87", // no word
        "88", // no type
        "05 81", // no list
        "00 80"
      })
  void command_thatBreaksTheProtocol_closesThatConnectionOnly(String hex) throws IOException {
    PbServer server = serve();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Local.port(server))) {
      socket.getOutputStream().write(Bananas.bytes(GREETING + hex));
      assertThat(isClosedBy(socket)).isTrue();
    }
    stillServes(server);
  }

  @Test
  void command_nestedWithoutEnd_closes() throws IOException {
    PbServer server = serve();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Local.port(server))) {
      socket.getOutputStream().write(Bananas.bytes(GREETING));
      socket.getOutputStream().write(Bananas.bytes("02 80".repeat(2_000)));
      assertThat(isClosedBy(socket)).isTrue();
    }
    stillServes(server);
  }

  @Test
  void calls_ofAPeerThatNeverReads_areNotAllTakenOn() throws Exception {
    PbServer server = serve();
    byte[] call =
        Bananas.bytes(
            "07 80 1a 87 01 81 04 82 72 6f 6f 74 05 82 63 6f 75 6e 74 01 81 01 80 0b 87 01 80 05 87");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Local.port(server))) {
      OutputStream out = socket.getOutputStream();
      out.write(Bananas.bytes(GREETING));
      Thread flood =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  byte[] many = new byte[call.length * 1000];
                  for (int i = 0; i < 1000; i++) {
                    System.arraycopy(call, 0, many, i * call.length, call.length);
                  }
                  while (true) {
                    out.write(many);
                  }
                } catch (IOException e) {
                  // the test is over
                }
              });
      // a thousand bytes each: what the sockets and the limits hold, and then no more
      await().atMost(Duration.ofSeconds(50)).until(() -> calls.get() > 0);
      await().atMost(Duration.ofSeconds(50)).until(this::isQuiet);
      assertThat(calls.get()).isLessThan(40_000);
      stillServes(server);
      socket.close();
      flood.join();
    }
    await().until(() -> server.connections() <= 1);
  }

  private static String call(String request, String target, String method, String arguments) {
    return "07 80 1a 87"
        + request
        + target
        + Bananas.hex(Bananas.writer().string(method).finish())
        + "01 81"
        + arguments
        + "01 80 05 87";
  }

  @Test
  void calls_underOneRequestNumber_areEachAnswered() throws Exception {
    PbServer server = serve();
    try (RawPeer peer = RawPeer.connect(Local.port(server)).within(Duration.ofSeconds(30))) {
      String echo = call("07 81", "04 82 72 6f 6f 74", "echo", "02 80 0b 87 05 81");
      peer.send(Bananas.bytes(GREETING + echo.repeat(100)));
      int offered = 12 + 6;
      byte[] answer = Bananas.bytes("03 80 1b 87 07 81 05 81");
      byte[] all = peer.read(offered + 100 * answer.length);
      assertThat(all).hasSize(offered + 100 * answer.length).endsWith(answer);
    }
  }

  @Test
  void calls_ofNothing_whileThePeerDoesNotRead_areAllAnsweredInTheEnd() throws Exception {
    PbServer server = serve();
    try (RawPeer peer = RawPeer.connect(Local.port(server)).within(Duration.ofSeconds(30))) {
      String call = call("07 81", "05 81", "m", "01 80 0b 87");
      peer.send(Bananas.bytes(GREETING));
      byte[] many = Bananas.bytes(call.repeat(1_000));
      int calls = 40_000; // whose answers are more than the kernel holds
      for (int i = 0; i < calls; i += 1_000) {
        peer.send(many);
      }
      byte[] some = peer.read(18 + 2_000);
      int wanted = 18 + calls * lengthOfError(some) - some.length;
      assertThat(peer.read(wanted)).hasSize(wanted);
    }
    stillServes(server);
  }

  /// From one `(error 7 ...` to the next.
  private static int lengthOfError(byte[] bytes) {
    String hex = java.util.HexFormat.of().formatHex(bytes);
    String head = "03801c870781";
    int first = hex.indexOf(head);
    return (hex.indexOf(head, first + 1) - first) / 2;
  }

  @Test
  void peer_thatEndsAndNeverReads_isCutOff() throws Exception {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options()
                    .timeouts(PbServerOptions.PATIENT.grace(Duration.ofMillis(300)))
                    .pb(PbLimits.defaults().queuedBytes(100_000)),
                _ -> "a page of text".repeat(10_000)));
    try (RawPeer peer = RawPeer.connect(Local.port(server)).within(Duration.ofSeconds(1))) {
      peer.send(
          Bananas.bytes(
              GREETING + call("07 81", "04 82 72 6f 6f 74", "m", "01 80 0b 87").repeat(300)));
      peer.halfClose();
      await().atMost(Duration.ofSeconds(30)).until(() -> server.connections() == 0);
    }
  }

  @Test
  void references_inOneMessageWithoutEnd_areRefusedAndGivenBack() throws Exception {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().pb(PbLimits.defaults().holding(200)),
                PbMethods.of().on("echo", call -> call.get(0))));
    PbClient client =
        local.closing(
            PbClient.connect(Local.to(server).pb(PbLimits.defaults().references(10_000))));
    List<PbObject> things = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      things.add(PbMethods.of());
    }
    for (int i = 0; i < 3; i++) {
      assertThat(Local.failureOf(client.root().call("echo", things)))
          .hasMessageContaining("references: 200 are held");
      await().until(() -> client.connection().held().join().isEmpty());
    }
    assertThat((List<?>) client.root().call("echo", things.subList(0, 200)).join())
        .isEqualTo(things.subList(0, 200));
  }

  @Test
  void caches_withoutEnd_areCappedAndTheConnectionEnds() throws Exception {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().references(3),
                PbMethods.of()
                    .on(
                        "new",
                        _ ->
                            new PbCacheable() {
                              @Override
                              public String tag() {
                                return "t.Cache";
                              }

                              @Override
                              public Object state(PbObserver observer) {
                                return java.util.Map.of();
                              }
                            })));
    PbClient client =
        local.closing(
            PbClient.connect(
                Local.to(server)
                    .types(
                        dev.sennit.pb.jelly.PbTypes.standard()
                            .cache("t.Cache", Object::new, (_, _) -> {}))));
    List<Object> caches = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      try {
        caches.add(Local.present(client.root().call("new").join()));
      } catch (java.util.concurrent.CompletionException e) {
        failures.add(String.valueOf(Local.present(e.getCause()).getMessage()));
      }
    }
    assertThat(caches).hasSize(4); // as with Twisted, whose 1024 are 1025
    assertThat(failures).hasSize(4);
    assertThat(failures.subList(0, 3))
        .allMatch(each -> each.endsWith("Maximum PB cache count exceeded."));
    assertThat(failures.getLast()).endsWith("Maximum PB cache count exceeded.  Goodbye.");
    await().until(() -> server.connections() == 0);
  }

  @Test
  void logins_withoutEnd_endAtTheCapOfReferences() throws Exception {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().references(20),
                PbPortal.of(_ -> PbAvatar.of(PbMethods.of()))
                    .users(java.util.Map.of("guest", "guest"))));
    try (RawPeer peer = RawPeer.connect(Local.port(server)).within(Duration.ofSeconds(30))) {
      // each leaves a challenger behind
      String login = call("07 81", "04 82 72 6f 6f 74", "login", "02 80 0b 87 01 82 78");
      peer.send(Bananas.bytes(GREETING + login.repeat(24)));
      byte[] all = peer.read(100_000);
      assertThat(new String(all, java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("exceeded.  Goodbye.");
      peer.expectEof();
    }
  }

  @Test
  void login_floodOfWrongOnes_isRefusedAndOthersAreServed() throws Exception {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options(),
                PbPortal.of(_ -> PbAvatar.of(PbMethods.of().on("ok", _ -> "ok")))
                    .users(java.util.Map.of("guest", "guest"))
                    .anonymous()
                    .attempts(5)));
    PbClient storming = local.client(server);
    PbClient other = local.client(server);
    List<dev.sennit.net.Reply<PbRemote>> logins = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      logins.add(storming.login("guest", "wrong" + i, null));
    }
    assertThat(other.loginAnonymous(null).join().call("ok").join()).isEqualTo("ok");
    int tried = 0;
    for (var login : logins) {
      assertThat(Local.failureOf(login))
          .isInstanceOfSatisfying(
              PbException.class,
              e -> assertThat(e.is("twisted.cred.error.UnauthorizedLogin")).isTrue());
      tried +=
          String.valueOf(Local.failureOf(login).getMessage()).contains("too many failed logins")
              ? 0
              : 1;
    }
    assertThat(tried).isBetween(5, 50); // five, and one more each two seconds
  }

  private boolean isQuiet() throws InterruptedException {
    int before = calls.get();
    CompletableFuture<Void> pause = new CompletableFuture<>();
    pause.completeOnTimeout(null, 200, java.util.concurrent.TimeUnit.MILLISECONDS).join();
    return calls.get() == before;
  }

  @Test
  void call_toAPeerThatNeverReads_isRefusedAtTheLimit() throws Exception {
    ConcurrentLinkedQueue<PbRemote> peers = new ConcurrentLinkedQueue<>();
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().pb(PbLimits.defaults().queuedBytes(100_000).outstanding(500)),
                call -> peers.add(call.remote(0))));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Local.port(server))) {
      // gives a reference, and reads nothing any more
      socket
          .getOutputStream()
          .write(
              Bananas.bytes(
                  GREETING
                      + "07 80 1a 87 01 81 04 82 72 6f 6f 74 01 82 6d 00 81"
                      + "02 80 0b 87 02 80 10 87 01 81 01 80 05 87"));
      await().until(() -> !peers.isEmpty());
      PbRemote deaf = Local.present(peers.peek());
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        var reply = deaf.call("x");
        if (reply.isCompletedExceptionally()) {
          failures.add(Local.failureOf(reply));
        }
      }
      assertThat(failures)
          .hasSize(100)
          .allSatisfy(failure ->
              assertThat(failure)
                  .isInstanceOf(RejectedExecutionException.class)
                  .hasMessage("calls: 500 have no answer (expected: fewer, or a higher limit)"));
      String text = "x".repeat(50_000);
      RejectedExecutionException refused = null;
      for (int i = 0; i < 2_000 && refused == null; i++) {
        try {
          deaf.send("x", text);
        } catch (RejectedExecutionException e) {
          refused = e;
        }
      }
      assertThat(Local.present(refused))
          .hasMessage(
              "calls: 100000 bytes are not taken by the peer (expected: fewer, or a higher limit)");
    }
  }

  @Test
  void references_withoutEnd_areCappedAndTheConnectionEnds() throws Exception {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().references(10), PbMethods.of().on("new", _ -> PbMethods.of())));
    PbClient client = local.client(server);
    List<Throwable> failures = new ArrayList<>();
    List<Object> things = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      var reply = client.root().call("new");
      try {
        things.add(Local.present(reply.join()));
      } catch (java.util.concurrent.CompletionException e) {
        failures.add(Local.present(e.getCause()));
      }
    }
    assertThat(things).hasSize(10);
    assertThat(failures).hasSize(4);
    assertThat(failures.subList(0, 3))
        .allSatisfy(
            each -> assertThat(each).hasMessageContaining("Maximum PB reference count exceeded."));
    assertThat(failures.getLast()).hasMessageContaining("exceeded.  Goodbye.");
    await().until(() -> server.connections() == 0);
  }
}
