package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.Commands.Divide;
import dev.sennit.amp.Commands.Name;
import dev.sennit.amp.Commands.Quotient;
import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.Commands.Wait;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.TooLongException;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.RawServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AmpConnectionIT {
  private static final AmpRouter SUMS =
      AmpRouter.of().on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()));

  private static void assertLost(TwoSides sides) {
    assertThat(TwoSides.failure(sides.connection.ask(Commands.SUM, new Sum(1, 2))))
        .isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void call_nestedBothWays_neverLocksUp() {
    AmpCommand<Wait, Total> deeper = AmpCommand.of("Deeper", Wait.class, Total.class);
    AmpHandler<Wait, Total> handler =
        (wait, peer) ->
            wait.number() == 0
                ? new Total(0)
                : new Total(1 + peer.call(deeper, new Wait(wait.number() - 1)).total());
    AmpRouter router = AmpRouter.of().on(deeper, handler);
    try (var sides = TwoSides.of(router, router)) {
      assertThat(sides.connection.call(deeper, new Wait(50))).isEqualTo(new Total(50));
    }
  }

  @Test
  void calls_manyAtOnce_eachGetsItsOwnAnswer() {
    try (var sides = TwoSides.of(SUMS)) {
      List<Reply<Total>> replies =
          IntStream.range(0, 5_000)
              .mapToObj(i -> sides.connection.ask(Commands.SUM, new Sum(i, 1)))
              .toList();
      for (int i = 0; i < replies.size(); i++) {
        assertThat(replies.get(i).join()).isEqualTo(new Total(i + 1));
      }
    }
  }

  @Test
  void declaredError_keepsTheConnection() {
    AmpRouter router =
        SUMS.on(
            Commands.DIVIDE,
            (divide, _) -> new Quotient(divide.numerator() / divide.denominator()));
    try (var sides = TwoSides.of(router)) {
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> sides.connection.call(Commands.DIVIDE, new Divide(1, 0)))
          .withMessage("/ by zero");
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void declaredFatalError_comesAsDeclaredAndThenTheConnectionIsClosed() {
    AmpRouter router =
        SUMS.on(
            Commands.DIVIDE,
            (_, _) -> {
              throw new IllegalStateException("out of order");
            });
    try (var sides = TwoSides.of(router)) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> sides.connection.call(Commands.DIVIDE, new Divide(1, 0)))
          .withMessage("out of order");
      assertLost(sides);
    }
  }

  @Test
  void undeclaredError_tellsNothingAndThenTheConnectionIsClosed() {
    AmpRouter router =
        SUMS.on(
            Commands.HELLO,
            (_, _) -> {
              throw new IllegalStateException("secret");
            });
    try (var sides = TwoSides.of(router)) {
      assertThatExceptionOfType(UnknownRemoteException.class)
          .isThrownBy(() -> sides.connection.call(Commands.HELLO, new Name("x")))
          .withMessage("Code<UNKNOWN>: Unknown Error");
      assertLost(sides);
    }
  }

  @Test
  void unknownCommand_typedOrRaw_isUnhandledAndTheConnectionStays() {
    try (var sides = TwoSides.of(SUMS)) {
      assertThatExceptionOfType(UnhandledCommandException.class)
          .isThrownBy(() -> sides.connection.call(Commands.HELLO, new Name("x")))
          .withMessage("Code<UNHANDLED>: Unhandled Command: b'hello'");
      assertThat(TwoSides.failure(sides.connection.askRaw("NoSuch", AmpBox.EMPTY)))
          .isInstanceOf(UnhandledCommandException.class);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void explicitRemoteError_comesWithItsCodeAndText() {
    AmpRouter router =
        SUMS.on(
            Commands.HELLO,
            (name, _) -> {
              throw new AmpRemoteException(Octets.of((byte) 0xff), name.name(), false);
            });
    try (var sides = TwoSides.of(router)) {
      assertThat(TwoSides.failure(sides.connection.askRaw("hello", AmpBox.of("name", "text"))))
          .isInstanceOf(AmpRemoteException.class)
          .hasMessage("Code<\\xff>: text");
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void rawResponder_inAnyCase_isFound() {
    AmpRouter router =
        AmpRouter.of()
            .onRaw(
                "LowLevel",
                (request, _) ->
                    CompletableFuture.completedFuture(AmpBox.of("seen", request.toString())));
    try (var sides = TwoSides.of(router)) {
      assertThat(sides.connection.askRaw("lowlevel", AmpBox.EMPTY).join().get("seen"))
          .isEqualTo(Octets.utf8("{_ask=1, _command=lowlevel}"));
    }
  }

  @Test
  void tell_handlerFails_closes() {
    AmpRouter router =
        SUMS.on(
            Commands.HELLO,
            (_, _) -> {
              throw new IllegalStateException("no");
            });
    try (var sides = TwoSides.of(router)) {
      sides.connection.tell(Commands.HELLO, new Name("x"));
      await().until(() -> sides.connection.closed().toCompletableFuture().isDone());
      sides.connection.tell(Commands.HELLO, new Name("x"));
      assertLost(sides);
    }
  }

  @Test
  void tell_handlerRuns_nothingComesBack() {
    CompletableFuture<String> heard = new CompletableFuture<>();
    AmpRouter router =
        SUMS.on(
            Commands.HELLO,
            (name, _) -> {
              heard.complete(name.name());
              return name;
            });
    try (var sides = TwoSides.of(router)) {
      sides.connection.tell(Commands.HELLO, new Name("\u1234"));
      assertThat(heard.join()).isEqualTo("\u1234");
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void answerTooLong_isToldAsUnknownAndCloses() {
    AmpRouter router = SUMS.on(Commands.HELLO, (_, _) -> new Name("x".repeat(70_000)));
    try (var sides = TwoSides.of(router)) {
      assertThat(TwoSides.failure(sides.connection.ask(Commands.HELLO, new Name("x"))))
          .isInstanceOf(UnknownRemoteException.class);
      assertLost(sides);
    }
  }

  @Test
  void errorTextTooLong_isToldAsUnknownAndCloses() {
    AmpRouter router =
        SUMS.on(
            Commands.DIVIDE,
            (_, _) -> {
              throw new ArithmeticException("x".repeat(70_000));
            });
    try (var sides = TwoSides.of(router)) {
      assertThat(TwoSides.failure(sides.connection.ask(Commands.DIVIDE, new Divide(1, 2))))
          .isInstanceOf(UnknownRemoteException.class);
      assertLost(sides);
    }
  }

  @Test
  void requestTooLong_isRefusedAtOnceAndNothingIsSent() {
    try (var sides = TwoSides.of(SUMS)) {
      assertThatExceptionOfType(TooLongException.class)
          .isThrownBy(() -> sides.connection.ask(Commands.HELLO, new Name("x".repeat(65_536))));
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void deadline_passed_failsTheCallAndKeepsTheConnection() {
    CompletableFuture<AmpNothing> slow = new CompletableFuture<>();
    AmpRouter router = SUMS.onAsync(Commands.WAIT, (_, _) -> slow);
    try (var sides = TwoSides.of(router)) {
      Reply<AmpNothing> late =
          sides.connection.ask(Commands.WAIT, new Wait(1), Duration.ofMillis(20));
      assertThat(TwoSides.failure(late)).isInstanceOf(RequestTimeoutException.class);
      slow.complete(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void cancel_openCall_lateAnswerIsDropped() {
    CompletableFuture<AmpNothing> slow = new CompletableFuture<>();
    AmpRouter router = SUMS.onAsync(Commands.WAIT, (_, _) -> slow);
    try (var sides = TwoSides.of(router)) {
      Reply<AmpNothing> reply = sides.connection.ask(Commands.WAIT, new Wait(1));
      assertThat(reply.cancel(true)).isTrue();
      slow.complete(AmpNothing.NOTHING);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void calls_moreThanTheLimit_areRefusedUntilOneIsAnswered() {
    CompletableFuture<AmpNothing> slow = new CompletableFuture<>();
    AmpRouter router = SUMS.onAsync(Commands.WAIT, (_, _) -> slow);
    try (var sides =
        TwoSides.of(
            AmpServerOptions.defaults(),
            AmpLimits.defaults().outstanding(2),
            router,
            AmpRouter.of())) {
      Reply<AmpNothing> first = sides.connection.ask(Commands.WAIT, new Wait(1));
      Reply<AmpNothing> second = sides.connection.ask(Commands.WAIT, new Wait(2));
      assertThat(TwoSides.failure(sides.connection.ask(Commands.WAIT, new Wait(3))))
          .isInstanceOf(RejectedExecutionException.class);
      slow.complete(AmpNothing.NOTHING);
      assertThat(first.join()).isEqualTo(second.join());
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
    }
  }

  @Test
  void requests_thatThePeerDoesNotTake_areBounded() throws Exception {
    try (var deaf = RawServer.tcp();
        var client =
            AmpClient.create(
                AmpClientOptions.of(dev.sennit.net.Target.tcp("127.0.0.1", deaf.port()))
                    .timeouts(Timeouts.defaults().grace(Duration.ofMillis(100)))
                    .amp(AmpLimits.defaults().queuedBytes(1_000_000).outstanding(1_000_000)))) {
      AmpConnection connection = client.connect();
      Name large = new Name("x".repeat(60_000));
      AtomicInteger sent = new AtomicInteger();
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> {
            while (sent.incrementAndGet() < 10_000) {
              connection.tell(Commands.HELLO, large);
            }
          });
      assertThat(sent.get()).isBetween(10, 9_999);
    }
  }

  @Test
  void floods_bothWaysAtOnce_passEachOther() {
    Name large = new Name("x".repeat(20_000));
    AmpRouter echo = AmpRouter.of().on(Commands.HELLO, (name, _) -> name);
    AmpCommand<AmpNothing, Total> flood = AmpCommand.of("Flood", AmpNothing.class, Total.class);
    AmpRouter flooding =
        echo.on(
            flood,
            (_, peer) -> {
              List<Reply<Name>> all =
                  IntStream.range(0, 300).mapToObj(_ -> peer.ask(Commands.HELLO, large)).toList();
              return new Total(all.stream().mapToInt(each -> each.join().name().length()).sum());
            });
    try (var sides = TwoSides.of(flooding, echo)) {
      Reply<Total> theirs = sides.connection.ask(flood, AmpNothing.NOTHING);
      List<Reply<Name>> ours =
          IntStream.range(0, 300)
              .mapToObj(_ -> sides.connection.ask(Commands.HELLO, large))
              .toList();
      assertThat(ours.stream().mapToInt(each -> each.join().name().length()).sum())
          .isEqualTo(6_000_000);
      assertThat(theirs.join()).isEqualTo(new Total(6_000_000));
    }
  }

  @Test
  void close_openCall_isAnsweredFirst() {
    CompletableFuture<AmpNothing> slow = new CompletableFuture<>();
    AmpRouter router = SUMS.onAsync(Commands.WAIT, (_, _) -> slow);
    try (var sides = TwoSides.of(router)) {
      Reply<AmpNothing> open = sides.connection.ask(Commands.WAIT, new Wait(1));
      sides.connection.close();
      slow.complete(AmpNothing.NOTHING);
      assertThat(open.join()).isEqualTo(AmpNothing.NOTHING);
      await().until(() -> sides.connection.closed().toCompletableFuture().isDone());
      assertLost(sides);
    }
  }

  @Test
  void connectionLost_openCalls_failInTheirOrder() {
    AmpRouter never = SUMS.onAsync(Commands.WAIT, (_, _) -> new CompletableFuture<>());
    try (var sides = TwoSides.of(never)) {
      List<Integer> order = new java.util.concurrent.CopyOnWriteArrayList<>();
      List<CompletableFuture<?>> ends =
          IntStream.range(0, 5)
              .<CompletableFuture<?>>mapToObj(i ->
                  sides.connection.ask(Commands.WAIT, new Wait(i)).handle((_, _) -> order.add(i)))
              .toList();
      sides.server.close(Duration.ZERO);
      CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
      assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }
  }
}
