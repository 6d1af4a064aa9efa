package dev.sennit.ident.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ForwarderTest {
  private static final InetSocketAddress TARGET = new InetSocketAddress("192.0.2.7", 113);
  private static final IdentQuery QUERY = new IdentQuery(40_000, 6667);
  private static final Duration LONG = Forwarder.MAX_DEADLINE;

  private static Forwarder answering(IdentAnswer answer) {
    return new Forwarder((_, _) -> CompletableFuture.completedFuture(answer), LONG, _ -> false);
  }

  private static Forwarder never(ConcurrentLinkedQueue<CompletableFuture<IdentAnswer>> asked) {
    return new Forwarder(
        (_, _) -> {
          CompletableFuture<IdentAnswer> future = new CompletableFuture<>();
          asked.add(future);
          return future;
        },
        LONG,
        _ -> false);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "alice, alice",
        "' alice ', alice",
        "'\talice bob', alice",
        "'   ', ",
        "'', ",
        "'a\u0007b', ",
        "'a\u007fb', ",
        "é, é"
      })
  void ask_answer_isCutToOneWord(String id, String expected) throws InterruptedException {
    Optional<Octets> told = answering(new UserId("UNIX", null, Octets.utf8(id))).ask(TARGET, QUERY);
    assertThat(told.map(Octets::utf8).orElse(null)).isEqualTo(expected);
  }

  @Test
  void ask_idTooLongOrFault_isNothing() throws InterruptedException {
    Octets most = Octets.utf8("x".repeat(512));
    assertThat(answering(new UserId("UNIX", null, most)).ask(TARGET, QUERY)).contains(most);
    assertThat(answering(UserId.unix("x".repeat(513))).ask(TARGET, QUERY)).isEmpty();
    assertThat(answering(Fault.NO_USER).ask(TARGET, QUERY)).isEmpty();
  }

  @Test
  void ask_failedFuture_isNothing() throws InterruptedException {
    Forwarder forwarder =
        new Forwarder(
            (_, _) -> CompletableFuture.failedFuture(new IOException("refused")), LONG, _ -> false);
    assertThat(forwarder.ask(TARGET, QUERY)).isEmpty();
  }

  @Test
  void ask_noAnswerInTime_isNothingAndCancelled() throws InterruptedException {
    CompletableFuture<IdentAnswer> future = new CompletableFuture<>();
    Forwarder forwarder = new Forwarder((_, _) -> future, Duration.ofMillis(20), _ -> false);
    assertThat(forwarder.ask(TARGET, QUERY)).isEmpty();
    assertThat(future).isCancelled();
  }

  @Test
  void ask_interrupted_cancelsTheQuestion() throws InterruptedException {
    ConcurrentLinkedQueue<CompletableFuture<IdentAnswer>> asked = new ConcurrentLinkedQueue<>();
    Forwarder forwarder = never(asked);
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ = forwarder.ask(TARGET, QUERY);
                ended.complete(false);
              } catch (InterruptedException e) {
                ended.complete(true);
              }
            });
    await().until(() -> !asked.isEmpty());
    thread.interrupt();
    assertThat(ended.join()).isTrue();
    assertThat(asked.element()).isCancelled();
  }

  @Test
  void ask_itself_isNotAsked() throws InterruptedException {
    ConcurrentLinkedQueue<CompletableFuture<IdentAnswer>> asked = new ConcurrentLinkedQueue<>();
    Forwarder forwarder =
        new Forwarder(
            (_, _) -> {
              asked.add(new CompletableFuture<>());
              return asked.element();
            },
            LONG,
            TARGET::equals);
    assertThat(forwarder.ask(TARGET, QUERY)).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void listeningOn_addresses_areSelf() {
    var one = Forwarder.listeningOn(List.of(at("127.0.0.1", 113)));
    assertThat(one.test(at("127.0.0.1", 113))).isTrue();
    assertThat(one.test(at("0.0.0.0", 113))).isTrue();
    assertThat(one.test(at("127.0.0.1", 1113))).isFalse();
    assertThat(one.test(at("192.0.2.1", 113))).isFalse();
    var all = Forwarder.listeningOn(List.of(at("0.0.0.0", 113)));
    assertThat(all.test(at("127.0.0.1", 113))).isTrue();
    assertThat(all.test(at("127.9.9.9", 113))).isTrue();
    assertThat(all.test(at("192.0.2.1", 113))).isFalse();
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @Test
  void ask_sameQueryInACircle_endsAtTheHopLimit() throws InterruptedException {
    ConcurrentLinkedQueue<CompletableFuture<IdentAnswer>> asked = new ConcurrentLinkedQueue<>();
    Forwarder forwarder = never(asked);
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= Forwarder.MAX_HOPS; i++) {
      threads.add(askAside(forwarder, QUERY));
      int count = i;
      await().until(() -> asked.size() == count);
    }
    assertThat(forwarder.ask(TARGET, QUERY)).isEmpty();
    assertThat(asked).hasSize(Forwarder.MAX_HOPS);
    asked.forEach(future -> future.complete(Fault.NO_USER));
    for (Thread thread : threads) {
      thread.join();
    }
    threads.add(askAside(forwarder, QUERY)); // and the next one is asked again
    await().until(() -> asked.size() == Forwarder.MAX_HOPS + 1);
    threads.getLast().interrupt();
  }

  @Test
  void ask_tooManyAtOnce_isNothing() throws InterruptedException {
    ConcurrentLinkedQueue<CompletableFuture<IdentAnswer>> asked = new ConcurrentLinkedQueue<>();
    Forwarder forwarder = never(asked);
    for (int port = 1; port <= Forwarder.MAX_IN_FLIGHT; port++) {
      askAside(forwarder, new IdentQuery(port, 6667));
    }
    await().until(() -> asked.size() == Forwarder.MAX_IN_FLIGHT);
    assertThat(forwarder.ask(TARGET, QUERY)).isEmpty();
    asked.forEach(future -> future.complete(Fault.NO_USER));
  }

  private static Thread askAside(Forwarder forwarder, IdentQuery query) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            var _ = forwarder.ask(TARGET, query);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void new_deadlineOutOfRange_throws() {
    for (Duration bad : new Duration[] {Duration.ZERO, Duration.ofMillis(5_001)}) {
      assertThatThrownBy(() -> new Forwarder((_, _) -> new CompletableFuture<>(), bad, _ -> false))
          .hasMessageContaining("deadline");
    }
  }
}
