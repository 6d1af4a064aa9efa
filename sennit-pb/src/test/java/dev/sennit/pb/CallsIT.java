package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.Timeouts;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.jelly.PbUnpersistable;
import dev.sennit.pb.wire.BananaLimits;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What Twisted's own tests ask of a broker, where no other test here does.
@Timeout(60)
class CallsIT {
  /// Has no state when it is asked for it.
  static final class Broken {}

  record Point(int x, Map<String, List<Integer>> more) {}

  private static final PbTypes TYPES =
      PbTypes.standard()
          .record("t.Point", Point.class)
          .copy(
              "t.Broken",
              Broken.class,
              _ -> {
                throw new IllegalStateException("no state");
              },
              _ -> new Broken());

  private final Local local = new Local();

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbRemote echo() {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().types(TYPES), PbMethods.of().on("echo", call -> call.get(0))));
    return local.closing(PbClient.connect(Local.to(server).types(TYPES))).root();
  }

  @Test
  void call_aCopyable_comesBackAsAnotherOfItsClass() {
    Point point = new Point(3, Map.of("a", List.of(1, 2)));
    assertThat(echo().call("echo", point).join()).isEqualTo(point).isNotSameAs(point);
  }

  @Test
  void call_aCopyableWithoutAState_failsThatCallOnly() {
    PbRemote echo = echo();
    assertThat(Local.failureOf(echo.call("echo", new Broken()))).hasMessageContaining("no state");
    assertThat(echo.call("echo", "x").join()).isEqualTo("x");
  }

  @Test
  void call_aPlaceholder_comesBackAsOne() {
    var placeholder = new PbUnpersistable("why not");
    assertThat(echo().call("echo", placeholder).join()).isEqualTo(placeholder);
  }

  @Test
  void call_oneReferenceWithAnother_givesTheOwnerItsOwn() {
    List<Object> seen = new ArrayList<>();
    PbObject one = PbMethods.of();
    PbObject two = call -> seen.add(call.get(0));
    PbServer server =
        local.serve(
            PbMethods.of().on("introduce", call -> call.remote(0).call("meet", call.get(1))));
    assertThat(local.client(server).root().call("introduce", two, one).join()).isEqualTo(true);
    assertThat(seen).singleElement().isSameAs(one);
  }

  @Test
  void references_withAnotherName_areAsManyAsTwistedsCap() {
    PbServer server =
        local.serve(
            PbMethods.of()
                .on(
                    "things",
                    call -> {
                      List<Object> all = new ArrayList<>();
                      for (long i = call.integer(0); i > 0; i--) {
                        all.add(PbMethods.of());
                      }
                      return all;
                    }));
    PbClient client = local.client(server);
    server.open().getFirst().publish("extra", PbMethods.of()).join();
    assertThat(client.connection().named("extra").call("x")).isNotNull();
    List<?> things = (List<?>) Local.present(client.root().call("things", 1023).join());
    assertThat(things).hasSize(1023);
    for (int i = 0; i < 3; i++) {
      assertThat(Local.failureOf(client.root().call("things", 1)))
          .hasMessageContaining("Maximum PB reference count exceeded.");
    }
    assertThat(Local.failureOf(client.root().call("things", 1))).hasMessageContaining("Goodbye.");
    await().until(() -> server.connections() == 0);
  }

  @Test
  void connection_closedBeforeAnyByte_isForgotten() throws Exception {
    PbServer server = local.serve(PbMethods.of());
    new Socket(InetAddress.getLoopbackAddress(), Local.port(server)).close();
    await().until(() -> server.connections() == 0 && server.open().isEmpty());
  }

  @Test
  void mind_thatTheLogoutHolds_isNotKeptAfterASuddenEnd() throws Exception {
    BlockingQueue<String> out = new LinkedBlockingQueue<>();
    List<WeakReference<Object>> minds = new ArrayList<>();
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options(),
                PbPortal.of(
                        login -> {
                          Object mind = Local.present(login.mind());
                          minds.add(new WeakReference<>(mind));
                          return new PbAvatar(
                              PbMethods.of(), () -> out.add("out " + (mind instanceof PbRemote)));
                        })
                    .anonymous()));
    PbClient client = local.client(server);
    client.loginAnonymous(PbMethods.of()).join();
    client.close();
    assertThat(out.poll(30, TimeUnit.SECONDS)).isEqualTo("out true");
    await()
        .until(() -> {
          System.gc();
          return minds.getFirst().get() == null;
        });
  }

  @Test
  void call_afterTheEnd_fails_alsoInsideTheTaskOfTheEnd() throws Exception {
    Timeouts impatient = Timeouts.defaults().grace(Duration.ofMillis(100));
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().timeouts(impatient),
                PbMethods.of().on("never", _ -> new CompletableFuture<>())));
    PbClient client = local.closing(PbClient.connect(Local.to(server).timeouts(impatient)));
    BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    Reply<@Nullable Object> waiting = client.root().call("never");
    client.connection().whenGone(() -> failures.add(Local.failureOf(client.root().call("never"))));
    client.close();
    assertThat(Local.failureOf(waiting)).isInstanceOf(ConnectionLostException.class);
    assertThat(failures.poll(30, TimeUnit.SECONDS)).isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void limits_ofOneSide_areItsOwn() {
    PbServer large =
        local.closing(
            PbServer.start(
                Local.options().banana(BananaLimits.defaults().prefixBytes(100).sizes(1_000_000)),
                PbMethods.of().on("bits", call -> call.large(0).bitLength())));
    PbRemote root =
        local
            .closing(
                PbClient.connect(Local.to(large).banana(BananaLimits.defaults().prefixBytes(100))))
            .root();
    assertThat(root.call("bits", java.math.BigInteger.TWO.pow(500)).join()).isEqualTo(501L);
    assertThat(
            Local.failureOf(
                local.client(large).root().call("bits", java.math.BigInteger.TWO.pow(500))))
        .hasMessage("number: 501 bits (expected: 448 or fewer)");
  }

  @Test
  void calls_ofOneConnection_doNotKeepAnotherWaiting() {
    PbServer server = local.serve(PbMethods.of().on("echo", call -> call.get(0)));
    PbRemote busy = local.client(server).root();
    PbRemote other = local.client(server).root();
    List<Reply<@Nullable Object>> flood = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      flood.add(busy.call("echo", i));
    }
    assertThat(other.call("echo", "in between").join()).isEqualTo("in between");
    flood.forEach(Reply::join);
  }

  @Test
  void calls_bothWaysAtOnce_largerThanAllBuffers_neverLockUp() {
    String large = "x".repeat(100_000);
    PbObject echo = PbMethods.of().on("echo", call -> call.get(0));
    BlockingQueue<PbRemote> clients = new LinkedBlockingQueue<>();
    PbServer server =
        local.serve(
            PbMethods.of()
                .on("echo", call -> call.get(0))
                .on("hello", call -> clients.add(call.remote(0))));
    PbRemote there = local.client(server).root();
    there.call("hello", echo).join();
    PbRemote here = Local.present(clients.poll());
    List<Reply<@Nullable Object>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(there.call("echo", large));
      all.add(here.call("echo", large));
    }
    all.forEach(reply -> assertThat(reply.join()).isEqualTo(large));
  }
}
