package dev.sennit.amp;

import static dev.sennit.amp.Vectors.SUM;
import static dev.sennit.amp.Vectors.TOTAL;
import static dev.sennit.amp.Vectors.hex;
import static dev.sennit.amp.Vectors.joined;

import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Delivery;
import dev.sennit.net.Listen;
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.RawPeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What Twisted's server does with each input, byte for byte, in each way of running handlers that
/// keeps an order.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"IN_ORDER", "ON_LOOP"})
class AmpVectorsIT {
  private static final byte[] SECOND = box("_ask", "2", "_command", "Sum", "a", "1", "b", "2");
  private static final byte[] SECOND_ANSWER = box("_answer", "2", "total", "3");
  private static final byte[] QUIT = box("_ask", "9", "_command", "Quit");
  private static final byte[] QUIT_ANSWER = box("_answer", "9");
  private static final byte[] SLOW = box("_ask", "1", "_command", "Wait", "number", "1");

  private final Map<Integer, CompletableFuture<AmpNothing>> waiting = new ConcurrentHashMap<>();
  private final Delivery delivery;

  AmpVectorsIT(Delivery delivery) {
    this.delivery = delivery;
  }

  private static byte[] box(String... pairs) {
    return AmpBox.of(pairs).toOctets().toBytes();
  }

  private interface Script {
    void play(RawPeer peer) throws Exception;
  }

  private void play(Script script) {
    AmpRouter router =
        AmpRouter.of()
            .on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()))
            .on(Commands.NOOP, (nothing, _) -> nothing)
            .on(Commands.QUIT, (nothing, _) -> nothing)
            .onAsync(
                Commands.WAIT,
                (wait, _) ->
                    waiting.computeIfAbsent(wait.number(), _ -> new CompletableFuture<>()));
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)).delivery(delivery);
    try (var server = AmpServer.start(options, router)) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      try (var peer = RawPeer.connect(port).within(Duration.ofSeconds(20))) {
        script.play(peer);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void sum_inOnePiece_isAnswered() {
    play(peer -> peer.send(SUM).expect(TOTAL));
  }

  @Test
  void sum_oneByteAtATime_isAnswered() {
    play(peer -> {
      for (byte[] piece : Drip.oneByOne(SUM)) {
        peer.send(piece);
      }
      peer.expect(TOTAL);
    });
  }

  @Test
  void emptyBox_alone_closesWithNothing() {
    play(peer -> peer.send(hex("0000")).expectEof());
  }

  @Test
  void emptyBox_behindARequest_takesItsAnswerAlong() {
    play(peer -> peer.send(joined(SUM, hex("0000"), SECOND)).expectEof());
  }

  @Test
  void keyTooLong_behindARequest_leavesItsAnswer() {
    play(peer -> peer.send(joined(SUM, hex("0100"))).expect(TOTAL).expectEof());
  }

  @Test
  void boxWithoutReservedKey_alone_closesWithNothing() {
    play(peer -> peer.send(box("x", "y")).expectEof());
  }

  @Test
  void sum_keyTwice_laterValueCounts() {
    byte[] twice =
        hex(
            """
            0004 5f61736b 0001 31
            0008 5f636f6d6d616e64 0003 53756d
            0001 61 0001 31
            0001 61 0001 35
            0001 62 0001 31
            0000\
            """);
    play(peer -> peer.send(twice).expect(box("_answer", "1", "total", "6")));
  }

  @Test
  void requests_sameIdTwice_bothAnswered() {
    byte[] first = box("_ask", "7", "_command", "Sum", "a", "1", "b", "1");
    byte[] second = box("_ask", "7", "_command", "Sum", "a", "2", "b", "2");
    play(peer ->
        peer.send(joined(first, second))
            .expect(box("_answer", "7", "total", "2"))
            .expect(box("_answer", "7", "total", "4")));
  }

  @Test
  void unknownCommand_thenRequest_bothAnswered() {
    byte[] noSuch = box("_ask", "2a", "_command", "NoSuch");
    play(peer ->
        peer.send(joined(noSuch, SUM))
            .expect(Vectors.UNHANDLED)
            .expect(TOTAL)
            .send(SECOND)
            .expect(SECOND_ANSWER));
  }

  @Test
  void unknownCommandOneWay_thenRequest_answersAndCloses() {
    play(peer -> peer.send(joined(box("_command", "NoSuch"), SUM)).expect(TOTAL).expectEof());
  }

  @Test
  void missingArgument_thenRequest_answersBothAndCloses() {
    byte[] half = box("_ask", "3", "_command", "Sum", "a", "1");
    play(peer ->
        peer.send(joined(half, SUM)).expect(Vectors.unknown("33")).expect(TOTAL).expectEof());
  }

  @Test
  void quit_thenRequest_answersBothAndCloses() {
    play(peer -> peer.send(joined(QUIT, SUM)).expect(QUIT_ANSWER).expect(TOTAL).expectEof());
  }

  @Test
  void quit_behindASlowCall_closesWithoutItsAnswer() {
    play(peer -> peer.send(joined(SLOW, QUIT)).expect(QUIT_ANSWER).expectEof());
  }

  @Test
  void calls_finishedInAnotherOrder_areAnsweredAsTheyFinish() {
    byte[] second = box("_ask", "2", "_command", "Wait", "number", "2");
    byte[] third = box("_ask", "3", "_command", "Sum", "a", "13", "b", "81");
    play(peer -> {
      peer.send(joined(SLOW, second, third)).expect(box("_answer", "3", "total", "94"));
      waiting.computeIfAbsent(2, _ -> new CompletableFuture<>()).complete(AmpNothing.NOTHING);
      peer.expect(box("_answer", "2"));
      waiting.computeIfAbsent(1, _ -> new CompletableFuture<>()).complete(AmpNothing.NOTHING);
      peer.expect(box("_answer", "1"));
    });
  }

  @Test
  void halfClose_behindASlowCall_closesWithNothing() {
    play(peer -> peer.send(SLOW).halfClose().expectEof());
  }

  @Test
  void halfClose_behindARequest_leavesItsAnswer() {
    play(peer -> peer.send(SUM).halfClose().expect(TOTAL).expectEof());
  }

  @Test
  void unsolicitedAnswer_closesWithNothing() {
    play(peer -> peer.send(box("_answer", "99")).expectEof());
  }

  @Test
  void textOfAnotherProtocol_closesWithNothing() {
    play(peer -> peer.send("GET / HTTP/1.0\\r\\n\\r\\n").expectEof());
  }
}
