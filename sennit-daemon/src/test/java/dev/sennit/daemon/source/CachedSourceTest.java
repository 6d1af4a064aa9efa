package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.daemon.source.CachedSource.Settings;
import dev.sennit.daemon.source.CachedSource.Statistics;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CachedSourceTest {
  private static final Octets KEY = Octets.utf8("k");
  private static final GetReply A = Found.of("a");
  private static final GetReply B = Found.of("b");
  private static final Callable<GetReply> FAILS =
      () -> {
        throw new IOException("down");
      };

  private final AtomicLong now = new AtomicLong();
  private final ScriptedSource source = new ScriptedSource(() -> A);
  private final CachedSource cache =
      new CachedSource(
          source,
          new Settings(100, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofMinutes(5)),
          now::get);

  @Test
  void find_value_isRememberedForItsTime() throws Exception {
    assertThat(cache.find(KEY)).isEqualTo(A);
    source.answer = () -> B;
    pass(Duration.ofMillis(59_999));
    assertThat(cache.find(KEY)).isEqualTo(A);
    pass(Duration.ofMillis(1));
    assertThat(cache.find(KEY)).isEqualTo(B);
    assertThat(cache.statistics()).isEqualTo(new Statistics(1, 2, 0, 0, 1));
  }

  @Test
  void find_notFound_isRememberedForItsOwnTime() throws Exception {
    source.answer = () -> NotFound.INSTANCE;
    assertThat(cache.find(KEY)).isEqualTo(NotFound.INSTANCE);
    source.answer = () -> A;
    pass(Duration.ofMillis(9_999));
    assertThat(cache.find(KEY)).isEqualTo(NotFound.INSTANCE);
    pass(Duration.ofMillis(1));
    assertThat(cache.find(KEY)).isEqualTo(A);
  }

  @Test
  void find_failure_isNeverRemembered() throws Exception {
    source.answer = FAILS;
    assertThatThrownBy(() -> cache.find(KEY)).isInstanceOf(IOException.class);
    source.answer = () -> new TryLater("x");
    assertThat(cache.find(KEY)).isEqualTo(new TryLater("x"));
    source.answer = () -> A;
    assertThat(cache.find(KEY)).isEqualTo(A);
    assertThat(cache.statistics().failures()).isEqualTo(2);
  }

  @Test
  void find_sourceFailsLater_givesTheOldAnswerUpToTheLimit() throws Exception {
    cache.find(KEY);
    source.answer = FAILS;
    pass(Duration.ofSeconds(61));
    assertThat(cache.find(KEY)).isEqualTo(A);
    assertThat(cache.find(KEY)).isEqualTo(A);
    assertThat(source.asked).as("not asked again within a second").hasValue(2);
    pass(Duration.ofSeconds(1));
    source.answer = () -> new TryLater("x");
    assertThat(cache.find(KEY)).isEqualTo(A);
    assertThat(source.asked).hasValue(3);
    pass(Duration.ofMinutes(5));
    source.answer = FAILS;
    assertThatThrownBy(() -> cache.find(KEY)).isInstanceOf(IOException.class);
    assertThat(cache.statistics()).isEqualTo(new Statistics(0, 4, 3, 3, 1));
  }

  @Test
  void find_sourceIsBack_isAskedAgainWithinASecond() throws Exception {
    cache.find(KEY);
    source.answer = FAILS;
    pass(Duration.ofSeconds(61));
    cache.find(KEY);
    source.answer = () -> B;
    pass(Duration.ofSeconds(1));
    assertThat(cache.find(KEY)).isEqualTo(B);
  }

  @Test
  void find_manyAtOnce_askTheSourceOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    source.answer = waiting(go);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<GetReply>> lookups = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        lookups.add(threads.submit(() -> cache.find(KEY)));
      }
      await().until(() -> cache.statistics().misses() == 50);
      go.countDown();
      for (Future<GetReply> lookup : lookups) {
        assertThat(lookup.get()).isEqualTo(A);
      }
    }
    assertThat(source.asked).hasValue(1);
  }

  @Test
  void find_theOneWhoAsksIsInterrupted_theOthersStillGetTheAnswer() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    source.answer = waiting(never);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GetReply> first = threads.submit(() -> cache.find(KEY));
      await().until(() -> source.asked.get() == 1);
      Future<GetReply> second = threads.submit(() -> cache.find(KEY));
      await().until(() -> cache.statistics().misses() == 2);
      source.answer = () -> B;
      first.cancel(true);
      assertThat(second.get()).isEqualTo(B);
    }
  }

  @Test
  void find_sourceFailsForMany_failsForAll() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    source.answer =
        () -> {
          go.await();
          throw new IOException("down");
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GetReply> first = threads.submit(() -> cache.find(KEY));
      Future<GetReply> second = threads.submit(() -> cache.find(KEY));
      await().until(() -> cache.statistics().misses() == 2);
      go.countDown();
      for (Future<GetReply> lookup : List.of(first, second)) {
        assertThatThrownBy(lookup::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void store_value_isSeenAtOnce() throws Exception {
    cache.find(KEY);
    cache.store(KEY, Octets.utf8("b"));
    assertThat(cache.find(KEY)).isEqualTo(B);
  }

  @Test
  void store_whileALookupIsUnderWay_theOldAnswerIsNotKept() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    source.answer = waiting(go);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GetReply> old = threads.submit(() -> cache.find(KEY));
      await().until(() -> source.asked.get() == 1);
      cache.store(KEY, Octets.utf8("b"));
      assertThat(cache.find(KEY)).as("not the lookup under way").isEqualTo(B);
      go.countDown();
      assertThat(old.get()).isEqualTo(A);
    }
    assertThat(cache.find(KEY)).isEqualTo(B);
  }

  @Test
  void find_moreKeysThanTheSize_areForgotten() throws Exception {
    for (int i = 0; i < 1000; i++) {
      cache.find(Octets.utf8("key" + i));
    }
    assertThat(cache.statistics().size()).isLessThanOrEqualTo(100);
  }

  @Test
  void settings_wrong_areRefused() {
    Duration none = Duration.ZERO;
    assertThatThrownBy(() -> new Settings(0, none, none, none))
        .hasMessage("size: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> new Settings(1, none, Duration.ofSeconds(-1), none))
        .hasMessage("negative: PT-1S (expected: 0 to 365 days)");
  }

  private static Callable<GetReply> waiting(CountDownLatch go) {
    return () -> {
      go.await();
      return A;
    };
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
