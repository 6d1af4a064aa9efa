package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// References and caches are counted exactly, also where a message was not sent after all.
@Timeout(60)
class ReferenceCountIT {
  private final Local local = new Local();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  /// Tells when it is stopped.
  private final class Cacheable implements PbCacheable {
    private final String name;
    private final Object state;

    Cacheable(String name, Object state) {
      this.name = name;
      this.state = state;
    }

    @Override
    public String tag() {
      return "t.Cache";
    }

    @Override
    public Object state(PbObserver observer) {
      return Map.of("state", state);
    }

    @Override
    public void stopped(PbObserver observer) {
      events.add("stopped " + name);
    }
  }

  private PbClient client(PbServer server) {
    return local.closing(
        PbClient.connect(
            Local.to(server)
                .types(PbTypes.standard().cache("t.Cache", Object::new, (_, _) -> {}))));
  }

  @Test
  void cacheable_valueThatFailsLate_isNotHeldByThePeer() {
    Cacheable inner = new Cacheable("inner", 1);
    Cacheable outer = new Cacheable("outer", inner);
    PbObject thing = PbMethods.of();
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().banana(BananaLimits.defaults().messageBytes(10_000)),
                PbMethods.of()
                    .on("late", _ -> List.of(thing, outer, new Object()))
                    .on("long", _ -> longer(thing, outer))
                    .on("fine", _ -> outer)
                    .on("held", call -> call.connection().held().join().size())));
    PbClient client = client(server);
    PbRemote root = client.root();
    for (int i = 0; i < 3; i++) {
      assertThat(Local.failureOf(root.call("late")))
          .hasMessageContaining("java.lang.Object: cannot be sent");
      assertThat(Local.failureOf(root.call("long"))).hasMessageContaining("message: ");
      assertThat(root.call("held").join()).isEqualTo(0L);
    }
    PbCached cached = (PbCached) Local.present(root.call("fine").join());
    cached.close();
    // the last handles: had a count been left behind, nobody would hear of it
    await()
        .until(() -> {
          System.gc(); // the handle of the inner one was in the state of the other
          return events.containsAll(List.of("stopped outer", "stopped inner"));
        });
    assertThat(events).hasSize(2);
  }

  /// Longer than a message may be, which is known only when it is written.
  private static List<Object> longer(Object... first) {
    List<Object> all = new ArrayList<>(List.of(first));
    for (int i = 0; i < 2_000; i++) {
      all.add(first[0]); // five bytes each, that come in when it is written
    }
    return all;
  }

  @Test
  void held_andHolding_tellWhoHoldsWhatAndHowLong() {
    PbObject thing = PbMethods.of().on("x", _ -> null);
    PbServer server =
        local.serve(PbMethods.of().on("thing", _ -> thing).on("keep", call -> call.get(0)));
    PbClient client = local.client(server);
    PbRemote one = (PbRemote) Local.present(client.root().call("thing").join());
    PbRemote two = (PbRemote) Local.present(client.root().call("thing").join());
    PbConnection theirs = server.open().getFirst();
    assertThat(theirs.held().join())
        .singleElement()
        .satisfies(held -> {
          assertThat(held.object()).isSameAs(thing);
          assertThat(held.references()).isEqualTo(2);
          assertThat(held.kind()).isEqualTo("dev.sennit.pb.PbMethods");
          assertThat(held.age()).isPositive();
        });
    assertThat(client.connection().holding().join())
        .singleElement()
        .satisfies(holding -> {
          assertThat(holding.references()).isEqualTo(2);
          assertThat(holding.tag()).isEqualTo("remote");
          assertThat(holding.age().isNegative()).isFalse();
        });
    one.close();
    two.close();
    assertThat(client.connection().holding().join()).isEmpty();
    await().until(() -> theirs.held().join().isEmpty());
    client.close();
    await().until(() -> server.open().isEmpty());
  }

  @Test
  void held_aServedObject_isOfTheUsersClass() {
    PbClient client = local.client(local.serve(call -> call.get(0)));
    PbObject served = PbObject.serving(new PbIT.Clock());
    PbObject[] kept = {served};
    assertThat(client.root().call("echo", served).join()).isSameAs(kept[0]);
    // given back by the server's collector some day, so it may or may not be there any more
    assertThat(client.connection().held().join())
        .allSatisfy(held -> assertThat(held.kind()).isEqualTo("dev.sennit.pb.PbIT$Clock"));
  }

  @Test
  void remote_thousands_leaveNothingBehind() {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().references(5_000),
                PbMethods.of()
                    .on(
                        "things",
                        call -> {
                          List<Object> all = new ArrayList<>();
                          for (long i = call.integer(0); i > 0; i--) {
                            all.add(PbMethods.of());
                          }
                          return all;
                        })));
    PbClient client = local.client(server);
    PbConnection theirs = server.open().getFirst();
    for (int i = 0; i < 2; i++) {
      List<?> things = (List<?>) Local.present(client.root().call("things", 2_000).join());
      assertThat(theirs.held().join()).hasSize(2_000);
      things.forEach(thing -> ((PbRemote) Local.present(thing)).close());
      assertThat(client.connection().holding().join()).isEmpty();
      await().until(() -> theirs.held().join().isEmpty());
    }
  }
}
