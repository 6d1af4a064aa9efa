package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.interop.peer.TwistedPb;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbCacheable;
import dev.sennit.pb.PbCached;
import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.PbObserver;
import dev.sennit.pb.PbPages;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbTuple;
import dev.sennit.pb.jelly.PbTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Our client calls Twisted's server.
@NullUnmarked // what should be there and is None fails the test by itself
@Tag("peer")
@Timeout(120)
class TwistedPbServerIT {
  record Point(int x, int y) {}

  private static TwistedPb twisted;
  private PbClient client;
  private PbRemote root;

  @BeforeAll
  static void serve() throws IOException, InterruptedException {
    twisted = TwistedPb.serve("twisted_pb_server.py");
  }

  @AfterAll
  static void stop() {
    twisted.close();
  }

  @BeforeEach
  void connect() {
    client =
        PbClient.connect(
            PbClientOptions.of(Target.tcp("127.0.0.1", twisted.port()))
                .types(
                    PbTypes.standard()
                        .record("test.Point", Point.class)
                        .cache("test.Ticker", TickerCache::new, TickerCache::fill)));
    root = client.root();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void call_addAndEcho_isAnswered() {
    assertThat(root.call("add", 1, 2).join()).isEqualTo(3L);
    assertThat(root.call("add", List.of(1, 2), Map.of("carry", 10)).join()).isEqualTo(13L);
    assertThat(root.call(Integer.class, "add", 1, 2).join()).isEqualTo(3);
    assertThat(root.call("later", "text").join()).isEqualTo("text");
  }

  @Test
  void call_everyType_staysWhatItIs() {
    var values = (List<?>) root.call("values").join();
    assertThat(values.subList(0, 16))
        .isEqualTo(
            java.util.Arrays.asList(
                1L,
                -1L,
                1L << 31,
                Long.MIN_VALUE,
                BigInteger.TWO.pow(100),
                1.5,
                Octets.utf8("bytes"),
                "text €",
                null,
                true,
                false,
                List.of(1L, List.of(2L)),
                PbTuple.of(1L, PbTuple.of(2L)),
                Map.of("a", 1L, Octets.utf8("a"), 2L),
                Set.of(1L, 2L),
                PbFrozenSet.of(1L)));
    assertThat(values.subList(16, 21))
        .isEqualTo(
            List.of(
                new BigDecimal("-12.340"),
                LocalDate.of(2024, 2, 29),
                LocalTime.of(23, 59, 58, 7_000),
                LocalDateTime.of(2024, 2, 29, 12, 30, 5, 123_000),
                Duration.ofDays(-1).plusSeconds(5).plusNanos(7_000)));
    for (Object value : values) {
      assertThat(root.call("echo", value).join()).isEqualTo(value);
    }
  }

  @Test
  void call_randomValues_comeBackAsTheyWere() {
    var values = new PbValues(20261125);
    for (int round = 0; round < 20; round++) {
      List<Object> sent = new ArrayList<>();
      List<Reply<Object>> replies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sent.add(values.next(4));
        replies.add(root.call("echo", new Object[] {sent.getLast()}));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(replies.get(i).join()).isEqualTo(sent.get(i));
      }
    }
  }

  @Test
  void call_aCycle_staysOne() {
    var outer = (List<?>) root.call("cycle").join();
    assertThat(outer.get(0)).isSameAs(outer.get(1));
    assertThat(((List<?>) outer.get(0)).get(0)).isSameAs(outer);
    assertThat(root.call("is_cycle", outer).join()).isEqualTo(true);
  }

  @Test
  void call_withOurObject_isCalledBackAndComesBack() {
    var calls = new ArrayList<Object>();
    PbObject ours =
        PbMethods.of()
            .on(
                "called",
                call -> {
                  calls.add(call.arguments());
                  calls.add(call.keywords());
                  return "from here";
                });
    var answer = root.call("call_back", List.of(ours, 1), Map.of("k", "v")).join();
    assertThat(answer).isEqualTo("from here");
    assertThat(calls).containsExactly(List.of(1L), Map.of("k", "v"));
    // Twisted gives the reference back before it sends the object: it is still known here
    assertThat(root.call("echo", ours).join()).isSameAs(ours);
  }

  @Test
  void held_keptAndDropped_isCountedExactly() {
    PbObject ours = PbMethods.of();
    root.call("keep", ours).join();
    root.call("keep", ours).join();
    assertThat(client.connection().held().join())
        .singleElement()
        .satisfies(held -> {
          assertThat(held.object()).isSameAs(ours);
          assertThat(held.references()).isEqualTo(2);
        });
    root.call("drop").join();
    assertThat(client.connection().held().join()).isEmpty();
  }

  @Test
  void call_theirObject_isTheirsUntilClosed() {
    var thing = (PbRemote) root.call("thing").join();
    assertThat(thing.call("hello", "you").join()).isEqualTo("hello you");
    thing.close();
    assertThatThrownBy(() -> thing.call("hello", "you").join())
        .hasRootCauseInstanceOf(PbException.class)
        .hasMessageContaining("Invalid Object ID");
  }

  @Test
  void call_copyable_isARecord() {
    assertThat(root.call("point", 3, 4).join()).isEqualTo(new Point(3, 4));
    assertThat(root.call("sum_point", new Point(3, 4)).join()).isEqualTo(7L);
  }

  /// Our copy of theirs.
  private static final class TickerCache implements PbObject {
    volatile Object value = "nothing";

    void fill(Object state) {
      value = ((Map<?, ?>) state).get("value");
    }

    @Override
    public Object called(PbCall call) {
      value = call.get(0);
      return null;
    }
  }

  @Test
  void cacheable_ofTheirs_isKeptUpToDate() {
    var ticker = (PbCached) root.call("ticker").join();
    var cache = (TickerCache) ticker.cache();
    root.call("tick", 7).join();
    assertThat(cache.value).isEqualTo(7L);
    assertThat(((PbCached) root.call("ticker").join()).cache()).isSameAs(cache);
    assertThat(root.call("is_ticker", ticker).join()).isEqualTo(true);
    assertThat(root.call("observers").join()).isEqualTo(1L);
    client.close();
    connect();
    await().until(() -> root.call("observers").join().equals(0L));
  }

  @Test
  void cacheable_ofOurs_isKeptUpToDateThere() throws InterruptedException {
    var observers = new LinkedBlockingQueue<PbObserver>();
    var stopped = new LinkedBlockingQueue<PbObserver>();
    PbCacheable ours =
        new PbCacheable() {
          @Override
          public String tag() {
            return "test.OurTicker";
          }

          @Override
          public Object state(PbObserver observer) {
            observers.add(observer);
            return Map.of("value", 1);
          }

          @Override
          public void stopped(PbObserver observer) {
            stopped.add(observer);
          }
        };
    root.call("keep_cache", ours).join();
    assertThat(root.call("cached_value").join()).isEqualTo(1L);
    PbObserver observer = observers.poll(30, TimeUnit.SECONDS);
    observer.call("set", 8).join();
    assertThat(root.call("cached_value").join()).isEqualTo(8L);
    assertThat(root.call("give_cache").join()).isSameAs(ours);
    root.call("drop_cache").join();
    assertThat(stopped.poll(30, TimeUnit.SECONDS)).isEqualTo(observer);
    root.call("keep_cache", ours).join();
    assertThat(observers.poll(30, TimeUnit.SECONDS)).isNotEqualTo(observer);
  }

  @Test
  void pages_bothWays_areTheWhole() {
    var expected = Octets.utf8("x".repeat(450));
    assertThat(PbPages.fetch(root, "pages", 450).join())
        .hasSize(5)
        .last()
        .isEqualTo(expected.slice(0, 50));
    PbObject ours =
        PbMethods.of()
            .on(
                "pages",
                call ->
                    PbPages.send(
                        call.remote(0), new ByteArrayInputStream(expected.toBytes()), 100));
    assertThat(root.call("collect", ours, 450).join()).isEqualTo(expected);
  }

  @Test
  void call_failing_tellsTheClassAndItsBases() {
    assertThat(failure("error").is("twisted.spread.pb.Error")).isTrue();
    assertThat(failure("value").description()).isEqualTo("bad value");
    assertThat(failure("zero").code()).isEqualTo("builtins.ZeroDivisionError");
    assertThat(failure("zero").is("builtins.ArithmeticError")).isTrue();
  }

  private PbException failure(String kind) {
    try {
      throw new AssertionError(root.call("fail", kind).join());
    } catch (CompletionException e) {
      return (PbException) e.getCause();
    }
  }
}
