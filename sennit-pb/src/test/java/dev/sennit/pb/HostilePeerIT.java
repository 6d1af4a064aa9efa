package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.pb.wire.Bananas;
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
