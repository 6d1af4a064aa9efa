package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.SelectStrategy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusyPollingTest {
  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final BusyPolling polling = new BusyPolling(loop);
  private int looks;
  private int ready;

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private int strategy(boolean hasTasks) throws Exception {
    looks = 0;
    return polling.calculateStrategy(
        () -> {
          looks++;
          return ready;
        },
        hasTasks);
  }

  @Test
  void calculateStrategy_tasks_looksOnceAndNeverSleeps() throws Exception {
    assertThat(strategy(true)).isZero();
    assertThat(looks).isOne();
  }

  @Test
  void calculateStrategy_events_areTold() throws Exception {
    ready = 3;
    assertThat(strategy(false)).isEqualTo(3);
  }

  @Test
  void calculateStrategy_taskOfAnotherThread_endsTheMoment() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    loop.execute(() -> {
      busy.countDown();
      try {
        over.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    busy.await();
    loop.execute(() -> {});
    assertThat(strategy(false)).isZero();
    over.countDown();
  }

  /// Sleeps without a look grow from 1 to 256, and one success begins anew.
  @Test
  void calculateStrategy_nothing_looksLessAndLessOften() throws Exception {
    for (int without : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 256}) {
      assertThat(strategy(false)).isEqualTo(SelectStrategy.SELECT);
      assertThat(looks).isPositive();
      for (int i = 0; i < without; i++) {
        assertThat(strategy(false)).isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).isZero();
      }
    }
    ready = 1;
    assertThat(strategy(false)).isOne();
    ready = 0;
    assertThat(strategy(false)).isEqualTo(SelectStrategy.SELECT);
    assertThat(strategy(false)).isEqualTo(SelectStrategy.SELECT);
    assertThat(looks).isZero();
    assertThat(strategy(false)).isEqualTo(SelectStrategy.SELECT);
    assertThat(looks).isPositive();
  }
}
