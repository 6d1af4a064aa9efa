package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Limits;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

  private static final class Fake implements ConnectionTable.Entry {
    private final @Nullable InetAddress address;
    private final long idleSince;
    volatile @Nullable CloseReason ended;

    Fake(@Nullable InetAddress address, long idleSince) {
      this.address = address;
      this.idleSince = idleSince;
    }

    @Override
    public @Nullable InetAddress address() {
      return address;
    }

    @Override
    public long idleSince() {
      return idleSince;
    }

    @Override
    public void end(CloseReason reason) {
      ended = reason;
    }

    @Override
    public void breakOff() {
      ended = CloseReason.LOST;
    }
  }

  @Test
  void admit_atTheLimit_endsTheLongestIdle() {
    ConnectionTable table = new ConnectionTable(Limits.defaults().connections(3));
    Fake busy = new Fake(ONE, Clock.NEVER);
    Fake older = new Fake(OTHER, 5);
    Fake younger = new Fake(null, 7);
    assertThat(List.of(busy, younger, older)).allMatch(table::admit);
    assertThat(table.admit(new Fake(ONE, Clock.NEVER))).isTrue();
    assertThat(older.ended).isEqualTo(CloseReason.LIMIT);
    assertThat(table.admit(new Fake(ONE, Clock.NEVER))).isTrue();
    assertThat(younger.ended).isEqualTo(CloseReason.LIMIT);
    assertThat(table.admit(new Fake(ONE, 1))).isFalse();
    assertThat(table.size()).isEqualTo(3);
    assertThat(busy.ended).isNull();
  }

  @Test
  void admit_atTheLimitOfAnAddress_endsOneOfThatAddress() {
    ConnectionTable table = new ConnectionTable(Limits.defaults().connectionsPerAddress(1));
    Fake first = new Fake(ONE, 5);
    Fake other = new Fake(OTHER, 1);
    assertThat(List.of(first, other, new Fake(null, 0), new Fake(null, 0))).allMatch(table::admit);
    Fake second = new Fake(ONE, Clock.NEVER);
    assertThat(table.admit(second)).isTrue();
    assertThat(first.ended).isEqualTo(CloseReason.LIMIT);
    assertThat(other.ended).isNull();
    assertThat(table.admit(new Fake(ONE, 9))).isFalse();
    table.remove(first); // told again when it is gone
    table.remove(second);
    table.remove(second);
    assertThat(table.admit(new Fake(ONE, 9))).isTrue();
  }

  @Test
  void admit_onManyThreads_neverPassesTheLimit() throws Exception {
    ConnectionTable table = new ConnectionTable(Limits.defaults().connections(10));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 5000; n++) {
                  boolean _ = table.admit(new Fake(ONE, n));
                  if (table.size() > 10) {
                    throw new AssertionError("size: " + table.size());
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(table.size()).isEqualTo(10);
  }

  @Test
  void endAll_running_endsThemAndAdmitsNoMore() {
    ConnectionTable table = new ConnectionTable(Limits.defaults());
    Fake entry = new Fake(ONE, 1);
    assertThat(table.admit(entry)).isTrue();
    CompletableFuture<Void> empty = table.whenEmpty();
    table.endAll(CloseReason.STOPPED);
    assertThat(entry.ended).isEqualTo(CloseReason.STOPPED);
    assertThat(table.admit(new Fake(ONE, 1))).isFalse();
    assertThat(empty).isNotDone();
    table.remove(entry);
    assertThat(empty).isDone();
  }

  @Test
  void clock_always_growsFromZero() {
    long before = Clock.now();
    assertThat(before).isNotNegative();
    assertThat(Clock.now()).isGreaterThanOrEqualTo(before);
    assertThat(Clock.after(7, 0)).isEqualTo(Clock.NEVER);
    assertThat(Clock.after(7, 3)).isEqualTo(10);
  }
}
