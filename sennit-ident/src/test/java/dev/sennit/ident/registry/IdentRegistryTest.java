package dev.sennit.ident.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.RefusedException.Code;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IdentRegistryTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Registrant ALICE = new Registrant(1000, false);
  private static final Registrant BOB = new Registrant(1001, false);
  private static final IdentConnection IRC = connection(40_000, "192.0.2.9", 6667);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // overflows at once
  private final IdentRegistry registry = new IdentRegistry(3, 5, now::get);

  private static IdentConnection connection(int local, String remote, int port) {
    return new IdentConnection(
        new InetSocketAddress("192.0.2.1", local), new InetSocketAddress(remote, port));
  }

  private long add(Registrant who, IdentConnection connection, String id) {
    return registry.register(who, new Place.Exact(connection), Octets.utf8(id), HOUR);
  }

  private long reserve(Registrant who, @Nullable String remote, int port, int local, String id) {
    InetAddress address = remote == null ? null : InetAddress.ofLiteral(remote);
    return registry.register(who, new Place.Next(address, port, local), Octets.utf8(id), HOUR);
  }

  private @Nullable String find(IdentConnection connection, long owner) {
    return registry
        .find(connection, owner < 0 ? OptionalLong.empty() : OptionalLong.of(owner))
        .map(entry -> entry.id().utf8())
        .orElse(null);
  }

  private void assertRefused(Runnable call, Code code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void find_registered_isTheIdOfThatTupleOnly() {
    add(Registrant.SELF, IRC, "paul");
    assertThat(find(IRC, -1)).isEqualTo("paul");
    assertThat(find(connection(40_001, "192.0.2.9", 6667), -1)).isNull();
    assertThat(find(connection(40_000, "192.0.2.8", 6667), -1)).isNull();
    assertThat(find(connection(40_000, "192.0.2.9", 6668), -1)).isNull();
  }

  @Test
  void find_entryOfAnotherUser_doesNotCount() {
    add(BOB, IRC, "stolen");
    assertThat(find(IRC, 1000)).isNull();
    assertThat(find(IRC, -1)).isNull();
    assertThat(find(IRC, 1001)).isEqualTo("stolen");
    add(ALICE, IRC, "mine");
    assertThat(find(IRC, 1000)).isEqualTo("mine");
    assertThat(find(IRC, 1001)).isEqualTo("stolen");
  }

  @Test
  void find_trusted_goesBeforeTheOwners() {
    add(ALICE, IRC, "mine");
    add(new Registrant(0, true), IRC, "roots");
    assertThat(find(IRC, 1000)).isEqualTo("roots");
  }

  @Test
  void register_again_replacesAndKeepsTheNumber() {
    long first = add(ALICE, IRC, "one");
    assertThat(add(ALICE, IRC, "two")).isEqualTo(first);
    assertThat(find(IRC, 1000)).isEqualTo("two");
    assertThat(registry.size()).isEqualTo(1);
  }

  @Test
  void find_afterTtl_isNothing() {
    add(ALICE, IRC, "one");
    now.addAndGet(HOUR.toNanos() - 1);
    assertThat(find(IRC, 1000)).isEqualTo("one");
    now.addAndGet(1);
    assertThat(find(IRC, 1000)).isNull();
    assertThat(registry.size()).isZero();
  }

  @Test
  void find_reserved_bindsToTheFirstConnection() {
    long handle = reserve(ALICE, "192.0.2.9", 6667, 0, "paul");
    IdentConnection other = connection(40_001, "192.0.2.9", 6667);
    assertThat(find(IRC, 1000)).isEqualTo("paul");
    assertThat(find(other, 1000)).isNull();
    assertThat(find(IRC, 1000)).isEqualTo("paul");
    assertThat(registry.list(ALICE, 0, 10))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.handle()).isEqualTo(handle);
          assertThat(entry.place()).isEqualTo(new Place.Exact(IRC));
        });
  }

  @Test
  void find_eachKindOfReservation_matches() {
    for (int kind = 0; kind < 6; kind++) {
      long handle =
          switch (kind) {
            case 0 -> reserve(ALICE, "192.0.2.9", 0, 0, "k0");
            case 1 -> reserve(ALICE, "192.0.2.9", 6667, 0, "k1");
            case 2 -> reserve(ALICE, null, 0, 40_000, "k2");
            case 3 -> reserve(ALICE, null, 6667, 40_000, "k3");
            case 4 -> reserve(ALICE, "192.0.2.9", 0, 40_000, "k4");
            default -> reserve(ALICE, "192.0.2.9", 6667, 40_000, "k5");
          };
      assertThat(find(IRC, 1001)).isNull();
      assertThat(find(connection(40_002, "192.0.2.8", 6668), 1000)).isNull();
      assertThat(find(IRC, 1000)).isEqualTo("k" + kind);
      assertThat(registry.remove(ALICE, handle)).isTrue();
    }
  }

  /// A stranger who asks about one port after the other must neither learn nor use up what is
  /// reserved for whoever is called from a port.
  @Test
  void find_reservedForALocalPortAlone_isNotToldOfAConnectionThatIsNotThere() {
    reserve(Registrant.SELF, null, 0, 40_000, "paul");
    reserve(Registrant.SELF, null, 6667, 40_001, "peter");
    assertThat(find(IRC, -1)).isNull();
    assertThat(find(connection(40_001, "192.0.2.9", 6667), -1)).isNull();
    assertThat(find(IRC, 1000)).isEqualTo("paul");
    assertThat(find(connection(40_001, "192.0.2.9", 6667), 1000)).isEqualTo("peter");

    // of another host, which the kernel does not know, but at an address that is named
    reserve(Registrant.SELF, "192.0.2.9", 6667, 0, "inside");
    assertThat(find(connection(40_002, "192.0.2.9", 6667), -1)).isEqualTo("inside");
  }

  @Test
  void register_tooManyOfAUser_looksForThoseThatAreOverOnceASecond() {
    Duration second = Duration.ofSeconds(1);
    for (int i = 1; i <= 3; i++) {
      registry.register(
          ALICE, new Place.Exact(connection(i, "192.0.2.9", 1)), Octets.utf8("x"), second);
    }
    now.addAndGet(second.toNanos() / 2);
    assertRefused(() -> add(ALICE, IRC, "x"), Code.FULL);
    now.addAndGet(second.toNanos() / 2); // over, and not looked at
    assertRefused(() -> add(ALICE, IRC, "x"), Code.FULL);
    now.addAndGet(second.toNanos() / 2);
    add(ALICE, IRC, "x");
    assertThat(registry.size()).isEqualTo(1);
  }

  @Test
  void reserve_takenPlace_isBusyUntilItIsBound() {
    reserve(ALICE, "192.0.2.9", 6667, 0, "paul");
    assertRefused(() -> reserve(ALICE, "192.0.2.9", 6667, 0, "peter"), Code.BUSY);
    reserve(ALICE, "192.0.2.9", 6667, 0, "paul"); // the same again: a longer time
    reserve(BOB, "192.0.2.9", 6667, 0, "bobs"); // kept apart
    assertThat(find(IRC, 1000)).isEqualTo("paul");
    reserve(ALICE, "192.0.2.9", 6667, 0, "peter");
    assertThat(find(connection(40_001, "192.0.2.9", 6667), 1000)).isEqualTo("peter");
  }

  @Test
  void register_tooManyOfAUser_isFull() {
    for (int i = 1; i <= 3; i++) {
      add(ALICE, connection(i, "192.0.2.9", 6667), "x");
    }
    assertRefused(() -> add(ALICE, IRC, "x"), Code.FULL);
    add(ALICE, connection(1, "192.0.2.9", 6667), "y"); // replacing needs no room
    add(BOB, connection(1, "192.0.2.9", 6667), "x");
    add(BOB, connection(2, "192.0.2.9", 6667), "x");
    assertRefused(() -> add(BOB, connection(3, "192.0.2.9", 6667), "x"), Code.FULL);
    now.addAndGet(HOUR.toNanos()); // what is over makes room
    add(BOB, connection(3, "192.0.2.9", 6667), "x");
    assertThat(registry.size()).isEqualTo(1);
  }

  @Test
  void register_outOfRange_isInvalid() {
    Place place = new Place.Exact(IRC);
    Octets id = Octets.utf8("x");
    for (Octets bad :
        new Octets[] {
          Octets.EMPTY,
          Octets.utf8("a\r"),
          Octets.utf8("a\n"),
          Octets.utf8("\0"),
          Octets.utf8("x".repeat(513))
        }) {
      assertRefused(() -> registry.register(ALICE, place, bad, HOUR), Code.INVALID);
    }
    for (Duration bad :
        new Duration[] {Duration.ZERO, Duration.ofMillis(999), HOUR.multipliedBy(25)}) {
      assertRefused(() -> registry.register(ALICE, place, id, bad), Code.INVALID);
    }
    assertThatThrownBy(() -> new Place.Next(null, 1, 0)).hasMessageContaining("place: any");
    assertThatThrownBy(() -> new Place.Next(null, 0, 65_536)).hasMessageContaining("65536");
    assertThat(registry.size()).isZero();
  }

  @Test
  void remove_ownOrTrusted_works() {
    long first = add(ALICE, IRC, "x");
    assertThat(registry.remove(BOB, first)).isFalse();
    assertThat(registry.remove(ALICE, first)).isTrue();
    assertThat(registry.remove(ALICE, first)).isFalse();
    long second = add(ALICE, IRC, "x");
    assertThat(registry.remove(Registrant.SELF, second)).isTrue();
    assertThat(registry.knows(1000)).isFalse();
  }

  @Test
  void list_showsOwnOrAll_inPages() {
    long first = add(ALICE, IRC, "a");
    add(BOB, IRC, "b");
    add(ALICE, connection(2, "192.0.2.9", 1), "c");
    assertThat(registry.list(ALICE, 0, 10))
        .extracting(e -> e.id().utf8())
        .containsExactly("a", "c");
    assertThat(registry.list(Registrant.SELF, 0, 2)).hasSize(2);
    assertThat(registry.list(ALICE, first, 10)).extracting(e -> e.id().utf8()).containsExactly("c");
    assertThat(registry.list(ALICE, 0, 1).getFirst().secondsLeft()).isEqualTo(3_600);
  }

  @Test
  void sweep_connectionThatWasSeenAndIsGone_isRemoved() throws IOException {
    add(ALICE, IRC, "x");
    IdentConnection early = connection(7, "192.0.2.9", 6667);
    add(ALICE, early, "not yet connected");
    reserve(ALICE, "192.0.2.9", 6667, 0, "reserved");
    registry.sweep(IRC::equals);
    registry.sweep(IRC::equals);
    assertThat(registry.size()).isEqualTo(3);
    registry.sweep(_ -> false);
    assertThat(find(IRC, 1000))
        .isEqualTo("reserved"); // the entry is gone, the reservation takes over
    assertThat(find(early, 1000)).isEqualTo("not yet connected");
    now.addAndGet(HOUR.toNanos());
    registry.sweep(_ -> true);
    assertThat(registry.size()).isZero();
  }

  @Test
  void sweep_livenessFails_removesNothing() {
    add(ALICE, IRC, "x");
    assertThatThrownBy(() ->
            registry.sweep(_ -> {
              throw new IOException("no kernel");
            }))
        .isInstanceOf(IOException.class);
    assertThat(registry.size()).isEqualTo(1);
  }

  @Test
  void sweeper_untilClosed_sweeps() {
    IdentRegistry real = new IdentRegistry();
    real.register(ALICE, new Place.Exact(IRC), Octets.utf8("x"), HOUR);
    AtomicLong sweeps = new AtomicLong();
    try (var _ =
        new RegistrySweeper(real, _ -> sweeps.getAndIncrement() == 0, Duration.ofMillis(5))) {
      await().until(() -> real.size() == 0);
    }
    assertThatThrownBy(() -> new RegistrySweeper(real, _ -> true, Duration.ZERO))
        .hasMessageContaining("pause");
  }

  private CompletableFuture<Optional<Entry>> waitFor(IdentConnection connection, long owner) {
    CompletableFuture<Optional<Entry>> found = new CompletableFuture<>();
    int before = registry.waiting();
    Thread.ofVirtual()
        .start(() -> {
          try {
            found.complete(
                registry.await(connection, OptionalLong.of(owner), IdentRegistry.MAX_HOLD));
          } catch (InterruptedException e) {
            found.cancel(false);
          }
        });
    await().until(() -> registry.waiting() == before + 1 || found.isDone());
    return found;
  }

  @Test
  void await_registrationWhileWaiting_isFound() throws ExecutionException, InterruptedException {
    var found = waitFor(IRC, 1000);
    add(BOB, IRC, "not for this one");
    add(ALICE, connection(9, "192.0.2.9", 6667), "nor this");
    assertThat(registry.waiting()).isEqualTo(1);
    add(ALICE, IRC, "late");
    assertThat(found.get().orElseThrow().id().utf8()).isEqualTo("late");
    await().until(() -> registry.waiting() == 0);
  }

  @Test
  void await_reservationWhileWaiting_goesToOneOnly()
      throws ExecutionException, InterruptedException {
    var first = waitFor(IRC, 1000);
    var second = waitFor(connection(40_001, "192.0.2.9", 6667), 1000);
    reserve(ALICE, "192.0.2.9", 6667, 0, "late");
    assertThat(first.get().orElseThrow().id().utf8()).isEqualTo("late");
    assertThat(registry.waiting()).isEqualTo(1);
    reserve(ALICE, "192.0.2.9", 6667, 0, "later");
    assertThat(second.get().orElseThrow().id().utf8()).isEqualTo("later");
  }

  @Test
  void await_queriesOfOneAddress_leavePlacesToOthers() throws InterruptedException {
    List<Thread> held = new ArrayList<>();
    for (int i = 1; i <= IdentRegistry.MAX_WAITING / 2; i++) {
      held.add(hold(connection(i, "192.0.2.9", 6667)));
    }
    await().until(() -> registry.waiting() == IdentRegistry.MAX_WAITING / 2);
    assertThat(registry.await(IRC, OptionalLong.empty(), IdentRegistry.MAX_HOLD)).isEmpty();

    Thread other = hold(connection(40_000, "192.0.2.8", 6667));
    await().until(() -> registry.waiting() == IdentRegistry.MAX_WAITING / 2 + 1);
    held.add(other);
    held.forEach(Thread::interrupt);
    for (Thread each : held) {
      each.join();
    }
    assertThat(registry.waiting()).isZero();
  }

  private Thread hold(IdentConnection connection) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            var _ = registry.await(connection, OptionalLong.empty(), IdentRegistry.MAX_HOLD);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void await_nothing_endsAfterTheHold() throws InterruptedException {
    assertThat(registry.await(IRC, OptionalLong.of(1000), Duration.ofMillis(20))).isEmpty();
    assertThat(registry.await(IRC, OptionalLong.of(1000), Duration.ZERO)).isEmpty();
    assertThat(registry.waiting()).isZero();
  }

  @Test
  void await_interrupted_ends() throws InterruptedException {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = registry.await(IRC, OptionalLong.of(1), IdentRegistry.MAX_HOLD);
              } catch (InterruptedException e) {
                now.set(4711);
              }
            });
    await().until(() -> registry.waiting() == 1);
    thread.interrupt();
    thread.join();
    assertThat(now.get()).isEqualTo(4711);
    assertThat(registry.waiting()).isZero();
  }

  @Test
  void knows_expectedUser_isKnownBeforeTheFirstEntry() {
    assertThat(registry.knows(1000)).isFalse();
    registry.expect(1000);
    assertThat(registry.knows(1000)).isTrue();
  }
}
