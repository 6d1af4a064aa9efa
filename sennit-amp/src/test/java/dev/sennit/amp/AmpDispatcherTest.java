package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.Commands.Divide;
import dev.sennit.amp.Commands.Maybe;
import dev.sennit.amp.Commands.Name;
import dev.sennit.amp.Commands.Quotient;
import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.TooLongException;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.Descriptor;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.wire.Octets;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AmpDispatcherTest {

  private static final Successor NOBODY =
      Successor.of(() -> {
        throw new AssertionError("nobody takes over here");
      });

  private final RecordingSender sender = new RecordingSender();

  private AmpDispatcher started(AmpRouter router) {
    AmpDispatcher made =
        new AmpDispatcher(
            router, AmpLimits.defaults(), AmpServerOptions.TIMEOUTS, Delivery.ON_LOOP);
    made.started(sender);
    return made;
  }

  private static final AmpRouter SUMS =
      AmpRouter.of().on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()));

  private static final AmpBox SUM = AmpBox.of("_command", "Sum", "_ask", "1", "a", "13", "b", "81");

  @Test
  void request_located_isPassedWholeToItsResponder() {
    List<AmpBox> seen = new ArrayList<>();
    AmpRouter router =
        AmpRouter.of()
            .locator(command ->
                command.equals(Octets.utf8("Sum"))
                    ? (box, _) -> {
                      seen.add(box);
                      return CompletableFuture.completedFuture(AmpBox.of("x", "y"));
                    }
                    : null);
    started(router).received(SUM);
    assertThat(seen).containsExactly(SUM);
    assertThat(sender.sent).containsExactly(AmpBox.of("_answer", "1", "x", "y"));
  }

  @Test
  void call_first_emitsExactlyItsPairsAndWaitsForTheAnswer() {
    AmpDispatcher dispatcher = started(AmpRouter.of());
    Reply<Total> reply = dispatcher.connection().ask(Commands.SUM, new Sum(13, 81));
    assertThat(sender.sent).containsExactly(SUM);
    assertThat(reply).isNotDone();
    dispatcher.received(AmpBox.of("_answer", "1", "total", "94", "more", "ignored"));
    assertThat(reply.join()).isEqualTo(new Total(94));
  }

  @Test
  void call_optionalAbsent_omitsItsKey() {
    AmpCommand<Maybe, Maybe> maybe = AmpCommand.of(Maybe.class, Maybe.class);
    AmpDispatcher dispatcher = started(AmpRouter.of());
    Reply<Maybe> absent = dispatcher.connection().ask(maybe, new Maybe(Optional.empty()));
    Reply<Maybe> present = dispatcher.connection().ask(maybe, new Maybe(Optional.of("x")));
    assertThat(sender.sent)
        .containsExactly(
            AmpBox.of("_command", "Maybe", "_ask", "1"),
            AmpBox.of("_command", "Maybe", "_ask", "2", "text", "x"));
    dispatcher.received(AmpBox.of("_answer", "2", "text", "y"));
    dispatcher.received(AmpBox.of("_answer", "1"));
    assertThat(absent.join()).isEqualTo(new Maybe(Optional.empty()));
    assertThat(present.join()).isEqualTo(new Maybe(Optional.of("y")));
  }

  @Test
  void handler_failsUndeclared_isToldUnknownAndTheSenderHearsWhy() {
    IllegalStateException failure = new IllegalStateException("secret");
    AmpRouter router =
        AmpRouter.of()
            .on(
                Commands.HELLO,
                (_, _) -> {
                  throw failure;
                });
    started(router).received(AmpBox.of("_command", "hello", "_ask", "1", "name", "x"));
    assertThat(sender.sent)
        .containsExactly(
            AmpBox.of(
                "_error", "1", "_error_code", "UNKNOWN", "_error_description", "Unknown Error"));
    assertThat(sender.unhandled).containsExactly(failure);
  }

  @Test
  void reply_cannotBeSent_goesToTheSenderAndFailsTheCalls() {
    AmpDispatcher dispatcher = started(SUMS);
    Reply<Total> open = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    sender.refusal = new IllegalStateException("full");
    dispatcher.received(SUM);
    assertThat(sender.unhandled).containsExactly(sender.refusal);
    assertThat(TwoSides.failure(open)).isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void failureInTheCallersOwnCode_doesNotEndTheConnection() {
    AmpDispatcher dispatcher = started(SUMS);
    CompletableFuture<Object> spoilt =
        dispatcher
            .connection()
            .ask(Commands.SUM, new Sum(1, 2))
            .thenApply(total -> {
              throw new IllegalStateException(total.toString());
            });
    dispatcher.received(AmpBox.of("_answer", "1", "total", "3"));
    assertThat(spoilt).isCompletedExceptionally();
    dispatcher.received(SUM);
    assertThat(sender.sent.getLast()).isEqualTo(AmpBox.of("_answer", "1", "total", "94"));
    assertThat(sender.unhandled).isEmpty();
  }

  @Test
  void quit_answersAndCloses() {
    started(AmpRouter.of().on(Commands.QUIT, (nothing, _) -> nothing))
        .received(AmpBox.of("_command", "Quit", "_ask", "1"));
    assertThat(sender.sent).containsExactly(AmpBox.of("_answer", "1"));
    await().until(() -> sender.closed);
  }

  @Test
  void unknownCommand_withAnyName_isUnhandledAndNothingCloses() {
    AmpDispatcher dispatcher = started(SUMS);
    for (Octets name :
        List.of(
            Octets.EMPTY,
            Octets.of((byte) 0xff, (byte) 0),
            Octets.utf8("\u2603"),
            Octets.of(new byte[65_535]))) {
      dispatcher.received(
          AmpBox.builder().put("_ask", "1").put(Octets.utf8("_command"), name).build());
      assertThat(sender.sent.getLast().get("_error_code")).isEqualTo(Octets.utf8("UNHANDLED"));
    }
    dispatcher.received(SUM);
    assertThat(sender.sent.getLast().get("total")).isEqualTo(Octets.utf8("94"));
    assertThat(sender.unhandled).isEmpty();
  }

  @Test
  void declaredError_isToldAndNothingCloses() {
    AmpRouter router =
        AmpRouter.of()
            .on(
                Commands.DIVIDE,
                (divide, _) -> new Quotient(divide.numerator() / divide.denominator()));
    started(router)
        .received(
            AmpBox.of("_command", "Divide", "_ask", "1", "numerator", "1", "denominator", "0"));
    assertThat(sender.sent.getFirst().get("_error_code")).isEqualTo(Octets.utf8("ZERO_DIVISION"));
    assertThat(sender.closed).isFalse();
    assertThat(sender.unhandled).isEmpty();
  }

  @Test
  void emptyBox_closesAndFailsTheCalls() {
    AmpDispatcher dispatcher = started(SUMS);
    Reply<Total> open = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    dispatcher.received(AmpBox.EMPTY);
    assertThat(TwoSides.failure(open)).hasMessageContaining("no empty boxes");
    assertThat(sender.closed).isTrue();
  }

  @Test
  void stopped_calls_failAndLaterOnesToo() {
    AmpDispatcher dispatcher = started(SUMS);
    Reply<Total> open = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    dispatcher.stopped(new IllegalStateException("gone"));
    assertThat(TwoSides.failure(open)).isInstanceOf(ConnectionLostException.class);
    assertThat(TwoSides.failure(dispatcher.connection().ask(Commands.SUM, new Sum(1, 2))))
        .isInstanceOf(ConnectionLostException.class);
    dispatcher.connection().tell(Commands.HELLO, new Name("x"));
  }

  @Test
  void request_tooLong_sendsNothing() {
    AmpDispatcher dispatcher = started(SUMS);
    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(
            () -> dispatcher.connection().tell(Commands.HELLO, new Name("x".repeat(65_536))));
    assertThat(sender.sent).isEmpty();
  }

  @Test
  void startTlsAndSwitch_withoutANetwork_areRefused() {
    AmpCommand<AmpNothing, AmpNothing> change =
        AmpCommand.of("Change", AmpNothing.class, AmpNothing.class);
    AmpDispatcher dispatcher =
        started(SUMS.onStartTls(StartTls.unverified()).onSwitch(change, (_, _) -> NOBODY));
    dispatcher.received(AmpBox.of("_command", "StartTLS", "_ask", "1"));
    dispatcher.received(SUM);
    assertThat(sender.sent)
        .containsExactly(
            AmpBox.of(
                "_error",
                "1",
                "_error_code",
                "TLS_ERROR",
                "_error_description",
                "TLS not available"),
            AmpBox.of("_answer", "1", "total", "94"));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> dispatcher.connection().startTls(StartTls.unverified()));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () -> dispatcher.connection().switchTo(change, AmpNothing.NOTHING, _ -> NOBODY));
    dispatcher.received(AmpBox.of("_command", "Change", "_ask", "2"));
    assertThat(sender.sent.getLast().get("_error_code")).isEqualTo(Octets.utf8("UNKNOWN"));
  }

  @Test
  void blockingHandlers_thatCallBack_neverLockUp() throws Exception {
    AmpCommand<Divide, Quotient> deeper = AmpCommand.of("Deeper", Divide.class, Quotient.class);
    AmpHandler<Divide, Quotient> handler =
        (asked, peer) ->
            asked.numerator() == 0
                ? new Quotient(0)
                : new Quotient(
                    1 + peer.call(deeper, new Divide(asked.numerator() - 1, 1)).result());
    AmpRouter router = AmpRouter.of().on(deeper, handler);
    AmpDispatcher here = new AmpDispatcher(router);
    AmpDispatcher there = new AmpDispatcher(router);
    Descriptor.Pipe back = Descriptor.pipe();
    Descriptor.Pipe forth = Descriptor.pipe();
    AmpConnection near =
        here.speak(Channels.newInputStream(back.source()), Channels.newOutputStream(forth.sink()));
    AmpConnection far =
        there.speak(Channels.newInputStream(forth.source()), Channels.newOutputStream(back.sink()));
    assertThat(near.call(deeper, new Divide(20, 1))).isEqualTo(new Quotient(20));
    near.close();
    assertThat(far.closed().toCompletableFuture().join())
        .isInstanceOf(ConnectionLostException.class);
    assertThat(near.closed().toCompletableFuture()).isDone();
  }
}
