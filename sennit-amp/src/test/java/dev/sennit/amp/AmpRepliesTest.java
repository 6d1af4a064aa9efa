package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.Commands.Divide;
import dev.sennit.amp.Commands.Maybe;
import dev.sennit.amp.Commands.Name;
import dev.sennit.amp.Commands.Quotient;
import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a handler can cause, and what a call can come to: each row of the tables in
/// `docs/protocol/amp.md`.
@Timeout(60)
class AmpRepliesTest {
  private static final AmpBox HELLO = AmpBox.of("_command", "hello", "_ask", "1", "name", "x");
  private static final AmpBox UNKNOWN =
      AmpBox.of("_error", "1", "_error_code", "UNKNOWN", "_error_description", "Unknown Error");

  /// Declares an error for everything.
  private static final AmpCommand<Name, Name> CATCHING =
      Commands.HELLO.error(Exception.class, "ANY", IllegalStateException::new);

  private final RecordingSender sender = new RecordingSender();

  private AmpDispatcher started(AmpRouter router) {
    AmpDispatcher made =
        new AmpDispatcher(
            router,
            AmpLimits.defaults(),
            AmpServerOptions.TIMEOUTS.request(Duration.ZERO),
            Delivery.ON_LOOP);
    made.started(sender);
    return made;
  }

  private static AmpRouter throwing(AmpCommand<Name, Name> command, Exception failure) {
    return AmpRouter.of()
        .on(
            command,
            (_, _) -> {
              throw failure;
            });
  }

  private void awaitClosed() {
    await().until(() -> sender.closed);
  }

  private static AmpBox error(String code, String description) {
    return AmpBox.of("_error", "1", "_error_code", code, "_error_description", description);
  }

  // ---- what a handler causes

  @Test
  void success_withoutFields_isTheIdAlone() {
    started(AmpRouter.of().on(Commands.NOOP, (nothing, _) -> nothing))
        .received(AmpBox.parse(Octets.of(Vectors.NOOP)).getFirst());
    assertThat(sender.sent.getFirst().toOctets()).isEqualTo(Octets.of(Vectors.NOTHING));
    assertThat(sender.closed).isFalse();
  }

  @Test
  void declaredError_isTheCapturedBox() {
    var command =
        Commands.HELLO.error(IllegalStateException.class, "MY_ERR", IllegalStateException::new);
    started(throwing(command, new IllegalStateException("desc \u2603"))).received(HELLO);
    assertThat(sender.sent.getFirst().toOctets()).isEqualTo(Octets.of(Vectors.MY_ERR));
    assertThat(sender.closed).isFalse();
    assertThat(sender.unhandled).isEmpty();
  }

  @Test
  void undeclaredError_isTheCapturedBoxAndCloses() {
    started(throwing(Commands.HELLO, new IllegalStateException("secret"))).received(HELLO);
    assertThat(sender.sent.getFirst().toOctets()).isEqualTo(Octets.of(Vectors.UNKNOWN));
    awaitClosed();
    assertThat(sender.unhandled).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void declaredFatalError_isToldAndCloses() {
    var command =
        Commands.HELLO.fatal(IllegalStateException.class, "F", IllegalStateException::new);
    started(throwing(command, new IllegalStateException("end"))).received(HELLO);
    assertThat(sender.sent).containsExactly(error("F", "end"));
    awaitClosed();
    assertThat(sender.unhandled).isEmpty();
  }

  @Test
  void error_withoutMessageOrWithHalfASurrogatePair_isTextAllTheSame() {
    started(throwing(CATCHING, new Exception())).received(HELLO);
    started(throwing(CATCHING, new Exception("a\ud800b"))).received(HELLO);
    assertThat(sender.sent).containsExactly(error("ANY", ""), error("ANY", "a?b"));
  }

  @Test
  void explicitRemoteError_closesOnlyIfItIsFatal() {
    Octets code = Octets.utf8("CODE");
    started(throwing(Commands.HELLO, new AmpRemoteException(code, "text", false))).received(HELLO);
    assertThat(sender.take()).containsExactly(error("CODE", "text"));
    assertThat(sender.closed).isFalse();
    started(throwing(Commands.HELLO, new AmpRemoteException(code, "text", true))).received(HELLO);
    assertThat(sender.take()).containsExactly(error("CODE", "text"));
    awaitClosed();
    assertThat(sender.unhandled).isEmpty();
  }

  @Test
  void handler_throwsUnhandledCommand_isToldAsUnknown() {
    started(throwing(Commands.HELLO, new UnhandledCommandException("inner"))).received(HELLO);
    assertThat(sender.sent).containsExactly(UNKNOWN);
    awaitClosed();
  }

  @Test
  void argument_missing_isNeverMappedToADeclaredError() {
    started(AmpRouter.of().on(CATCHING, (name, _) -> name))
        .received(AmpBox.of("_command", "hello", "_ask", "1"));
    assertThat(sender.sent).containsExactly(UNKNOWN);
    awaitClosed();
  }

  @Test
  void argument_undecodable_isNeverMappedToADeclaredError() {
    AmpBox malformed = HELLO.toBuilder().put(Octets.utf8("name"), Octets.of((byte) 0xff)).build();
    started(AmpRouter.of().on(CATCHING, (name, _) -> name)).received(malformed);
    assertThat(sender.sent).containsExactly(UNKNOWN);
    awaitClosed();
  }

  @Test
  @SuppressWarnings("NullAway") // what must not be
  void answer_null_isABadReturnThatNamesTheCommand() {
    started(AmpRouter.of().on(Commands.HELLO, (_, _) -> null)).received(HELLO);
    assertThat(sender.sent).containsExactly(UNKNOWN);
    assertThat(sender.unhandled.getFirst())
        .hasMessage("command hello: bad local return: null (expected: a response)");
    awaitClosed();
  }

  @Test
  void answer_notEncodable_isABadReturnThatShowsIt() {
    started(AmpRouter.of().on(Commands.HELLO, (_, _) -> new Name("\udc00"))).received(HELLO);
    assertThat(sender.sent).containsExactly(UNKNOWN);
    assertThat(sender.unhandled.getFirst())
        .hasMessageContaining("bad local return: Name[name=")
        .hasMessageContaining("Name.name");
    awaitClosed();
  }

  @Test
  void answer_badWithADeclaredErrorForAll_isToldWithoutDetails() {
    started(AmpRouter.of().on(CATCHING, (_, _) -> new Name("\udc00"))).received(HELLO);
    started(
            AmpRouter.of()
                .onAsync(CATCHING, (_, _) -> CompletableFuture.completedFuture(new Name("\udc00"))))
        .received(HELLO);
    AmpBox told = error("ANY", "the answer cannot be sent");
    assertThat(sender.sent).containsExactly(told, told);
  }

  @Test
  void rawResponder_answersNull_isToldAsUnknown() {
    CompletableFuture<AmpBox> nothing = new CompletableFuture<>();
    nothing.complete(null);
    started(AmpRouter.of().onRaw("hello", (_, _) -> nothing)).received(HELLO);
    assertThat(sender.sent).containsExactly(UNKNOWN);
    awaitClosed();
  }

  @Test
  void rawResponder_everyKeyIsSent() {
    started(AmpRouter.of().onRaw("Hello", (box, _) -> CompletableFuture.completedFuture(box)))
        .received(HELLO);
    assertThat(sender.sent).containsExactly(HELLO.toBuilder().put("_answer", "1").build());
  }

  @Test
  void unknownCommand_isToldAsPythonPrintsIt() {
    started(AmpRouter.of()).received(AmpBox.of("_command", "it's \"x\" \n", "_ask", "1"));
    assertThat(sender.sent)
        .containsExactly(error("UNHANDLED", "Unhandled Command: b'it\\'s \"x\" \\n'"));
  }

  @Test
  void answer_behindTheLoss_isDroppedQuietly() {
    List<CompletableFuture<Name>> later = new ArrayList<>();
    AmpDispatcher dispatcher =
        started(
            AmpRouter.of()
                .onAsync(
                    Commands.HELLO,
                    (_, _) -> {
                      later.add(new CompletableFuture<>());
                      return later.getLast();
                    }));
    Reply<Total> open = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    dispatcher.received(HELLO);
    dispatcher.received(HELLO);
    sender.take();
    dispatcher.stopped(new IllegalStateException("gone"));
    later.getFirst().complete(new Name("late"));
    later.getLast().completeExceptionally(new IllegalStateException("late"));
    assertThat(TwoSides.failure(open)).isInstanceOf(ConnectionLostException.class);
    assertThat(sender.sent).isEmpty();
    assertThat(sender.unhandled).isEmpty();
  }

  // ---- who answers

  @Test
  void router_builtOnAnother_replacesAndInheritsAndLeavesTheOtherAsItWas() {
    AmpRouter base =
        AmpRouter.of()
            .on(Commands.SUM, (_, _) -> new Total(1))
            .on(Commands.HELLO, (name, _) -> name);
    AmpRouter derived = base.on(Commands.SUM, (_, _) -> new Total(2));
    AmpRouter further = derived.on(Commands.NOOP, (nothing, _) -> nothing);
    AmpBox sum = AmpBox.parse(Octets.of(Vectors.SUM)).getFirst();
    for (AmpRouter router : List.of(base, derived, further)) {
      started(router).received(sum);
    }
    started(further).received(HELLO);
    assertThat(sender.sent)
        .containsExactly(
            AmpBox.of("_answer", "1", "total", "1"),
            AmpBox.of("_answer", "1", "total", "2"),
            AmpBox.of("_answer", "1", "total", "2"),
            AmpBox.of("_answer", "1", "name", "x"));
  }

  @Test
  void router_exactNameThenAnyCaseThenLocator_inThatOrder() {
    AmpResponder raw = (_, _) -> CompletableFuture.completedFuture(AmpBox.of("by", "raw"));
    AmpResponder located = (_, _) -> CompletableFuture.completedFuture(AmpBox.of("by", "locator"));
    AmpDispatcher dispatcher =
        started(
            AmpRouter.of()
                .locator(_ -> located)
                .onRaw("HELLO", raw)
                .on(Commands.HELLO, (name, _) -> name));
    for (String name : List.of("hello", "Hello", "other")) {
      dispatcher.received(AmpBox.of("_command", name, "_ask", "1", "name", "x"));
    }
    assertThat(sender.sent)
        .containsExactly(
            AmpBox.of("_answer", "1", "name", "x"),
            AmpBox.of("_answer", "1", "by", "raw"),
            AmpBox.of("_answer", "1", "by", "locator"));
  }

  /// Takes nothing from the box.
  static final class OfTheConnection implements AmpField<String> {
    @Override
    public void write(Octets key, String value, AmpBox.Builder box, AmpConnection connection) {}

    @Override
    public String read(Octets key, AmpBox box, AmpConnection connection) {
      return connection.peer().toString();
    }
  }

  @Test
  void ownType_mayTakeItsValueFromTheConnection() {
    record Who(@AmpAs(OfTheConnection.class) String peer) {}
    List<Who> seen = new ArrayList<>();
    AmpDispatcher dispatcher =
        started(
            AmpRouter.of()
                .on(
                    AmpCommand.of(Who.class, Who.class),
                    (who, _) -> {
                      seen.add(who);
                      return who;
                    }));
    dispatcher.received(AmpBox.of("_command", "Who", "_ask", "1"));
    assertThat(sender.sent).containsExactly(AmpBox.of("_answer", "1"));
    assertThat(seen).containsExactly(new Who(dispatcher.connection().peer().toString()));
  }

  // ---- one-way

  @Test
  void oneWay_success_saysNothing() {
    AtomicInteger runs = new AtomicInteger();
    AmpDispatcher dispatcher =
        started(
            AmpRouter.of()
                .on(
                    AmpCommand.of("OneWay", Maybe.class, AmpNothing.class),
                    (_, _) -> {
                      runs.incrementAndGet();
                      return AmpNothing.NOTHING;
                    }));
    dispatcher.received(AmpBox.parse(Octets.of(Vectors.ONE_WAY)).getFirst());
    assertThat(runs).hasValue(1);
    assertThat(sender.sent).isEmpty();
    assertThat(sender.closed).isFalse();
  }

  @Test
  void oneWay_sent_isTheCapturedBox() {
    record X(int x) {}
    AmpDispatcher dispatcher = started(AmpRouter.of());
    dispatcher.connection().tell(AmpCommand.of("OneWay", X.class, AmpNothing.class), new X(7));
    assertThat(sender.sent.getFirst().toOctets()).isEqualTo(Octets.of(Vectors.ONE_WAY));
  }

  @Test
  void oneWay_quit_doesNotClose() {
    AmpDispatcher dispatcher =
        started(
            AmpRouter.of()
                .on(Commands.QUIT, (nothing, _) -> nothing)
                .on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b())));
    dispatcher.received(AmpBox.of("_command", "Quit"));
    dispatcher.received(AmpBox.parse(Octets.of(Vectors.SUM)).getFirst());
    assertThat(sender.sent.getLast().toOctets()).isEqualTo(Octets.of(Vectors.TOTAL));
    assertThat(dispatcher.connection().closed().toCompletableFuture()).isNotDone();
  }

  @Test
  void oneWay_failsInAnyWay_closesAndSaysNothing() {
    AmpBox oneWay = AmpBox.of("_command", "hello", "name", "x");
    for (AmpRouter router :
        List.of(
            throwing(Commands.HELLO, new IllegalStateException("undeclared")),
            throwing(CATCHING, new IllegalStateException("declared")),
            throwing(Commands.HELLO, new AmpRemoteException("CODE", "not fatal")),
            AmpRouter.of(),
            AmpRouter.of().on(Commands.HELLO, (_, _) -> new Name("\udc00")),
            AmpRouter.of()
                .on(AmpCommand.of("hello", Sum.class, Total.class), (_, _) -> new Total(1)))) {
      sender.closed = false;
      AmpDispatcher dispatcher = started(router);
      Reply<Total> open = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
      sender.take();
      dispatcher.received(oneWay);
      awaitClosed();
      assertThat(sender.sent).isEmpty();
      assertThat(TwoSides.failure(open)).isInstanceOf(ConnectionLostException.class);
    }
  }

  // ---- what a call comes to

  @Test
  void answer_fieldMissingOrUnreadable_failsThatCallAlone() {
    AmpDispatcher dispatcher = started(AmpRouter.of());
    Reply<Total> missing = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    Reply<Total> unreadable = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    Reply<Total> fine = dispatcher.connection().ask(Commands.SUM, new Sum(1, 2));
    dispatcher.received(AmpBox.of("_answer", "1"));
    dispatcher.received(AmpBox.of("_answer", "2", "total", "x"));
    dispatcher.received(AmpBox.of("_answer", "3", "total", "3", "_ask", "9", "more", ""));
    assertThat(TwoSides.failure(missing))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("answer to command Sum: Total.total: missing");
    assertThat(TwoSides.failure(unreadable)).hasMessageContaining("Total.total: integer: x");
    assertThat(fine.join()).isEqualTo(new Total(3));
    assertThat(sender.closed).isFalse();
  }

  private Throwable failure(AmpBox error) {
    AmpDispatcher dispatcher = started(AmpRouter.of());
    Reply<Quotient> reply = dispatcher.connection().ask(Commands.DIVIDE, new Divide(1, 0));
    dispatcher.received(error);
    assertThat(dispatcher.connection().closed().toCompletableFuture()).isNotDone();
    return TwoSides.failure(reply);
  }

  @Test
  void error_declaredCode_isTheExceptionWithTheText() {
    assertThat(failure(error("ZERO_DIVISION", "no")))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("no");
    assertThat(failure(error("BROKEN", "fatal")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("fatal");
  }

  @Test
  void error_codeInOtherLettersOrUndeclared_isUnknown() {
    for (String code : List.of("zero_division", "ZERO_DIVISION ", "UNKNOWN", "")) {
      assertThat(failure(error(code, "text")))
          .isInstanceOf(UnknownRemoteException.class)
          .hasMessage("Code<UNKNOWN>: text");
    }
  }

  @Test
  void error_unhandled_isThatException() {
    assertThat(failure(error("UNHANDLED", "text"))).isInstanceOf(UnhandledCommandException.class);
  }

  @Test
  void error_textThatIsNoUtf8_isReadAllTheSame() {
    AmpBox box =
        error("ZERO_DIVISION", "").toBuilder()
            .put(Octets.utf8("_error_description"), Octets.of((byte) 'a', (byte) 0xff))
            .build();
    assertThat(failure(box)).hasMessage("a\ufffd");
  }

  @Test
  void askRaw_answerAndError_comeAsTheyAre() {
    AmpDispatcher dispatcher = started(AmpRouter.of());
    Reply<AmpBox> answered = dispatcher.connection().askRaw("Any", AmpBox.of("k", "v"));
    Reply<AmpBox> refused = dispatcher.connection().askRaw("Any", AmpBox.EMPTY);
    assertThat(sender.sent)
        .containsExactly(
            AmpBox.of("_command", "Any", "_ask", "1", "k", "v"),
            AmpBox.of("_command", "Any", "_ask", "2"));
    AmpBox answer = AmpBox.of("_answer", "1", "more", "");
    dispatcher.received(answer);
    dispatcher.received(
        AmpBox.of("_error", "2", "_error_code", "A B", "_error_description", "text"));
    assertThat(answered.join()).isEqualTo(answer);
    assertThat(TwoSides.failure(refused))
        .isInstanceOfSatisfying(
            AmpRemoteException.class,
            remote -> {
              assertThat(remote.codeOctets()).isEqualTo(Octets.utf8("A B"));
              assertThat(remote.description()).isEqualTo("text");
              assertThat(remote).hasMessage("Code<A B>: text");
            });
  }

  @Test
  void tellRaw_hasNoId() {
    started(AmpRouter.of()).connection().tellRaw("Any", AmpBox.of("k", "v"));
    assertThat(sender.sent).containsExactly(AmpBox.of("_command", "Any", "k", "v"));
  }

  @Test
  @SuppressWarnings("NullAway") // what must not be
  void request_requiredArgumentNull_isRefusedAtOnceAndSpendsNoId() {
    AmpConnection connection = started(AmpRouter.of()).connection();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connection.ask(Commands.HELLO, new Name(null)))
        .withMessageContaining("Name.name: null");
    assertThat(sender.sent).isEmpty();
    var _ = connection.ask(Commands.HELLO, new Name(""));
    assertThat(sender.sent)
        .containsExactly(AmpBox.of("_command", "hello", "_ask", "1", "name", ""));
  }

  @Test
  void handler_seesAbsentAndEmptyApart() {
    List<Optional<String>> seen = new ArrayList<>();
    AmpDispatcher dispatcher =
        started(
            AmpRouter.of()
                .on(
                    AmpCommand.of(Maybe.class, AmpNothing.class),
                    (maybe, _) -> {
                      seen.add(maybe.text());
                      return AmpNothing.NOTHING;
                    }));
    dispatcher.received(AmpBox.of("_command", "Maybe", "_ask", "1"));
    dispatcher.received(AmpBox.of("_command", "Maybe", "_ask", "2", "text", "", "other", "x"));
    assertThat(seen).containsExactly(Optional.empty(), Optional.of(""));
  }
}
