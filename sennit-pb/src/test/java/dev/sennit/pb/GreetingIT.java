package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a conversation begins, and how one ends that began wrong: byte for byte.
@Timeout(60)
class GreetingIT {
  private static final String OFFER = "02 80 02 82 70 62 04 82 6e 6f 6e 65";
  private static final String PB = "02 82 70 62";
  private static final String NONE = "04 82 6e 6f 6e 65";
  private static final String VERSION = "02 80 13 87 06 81";
  private static final String VERSION_SPELLED = "02 80 07 82 76 65 72 73 69 6f 6e 06 81";

  /// `root.echo(5)`, as request 1, in both dialects.
  private static final String CALL =
      "07 80 1a 87 01 81 04 82 72 6f 6f 74 04 82 65 63 68 6f 01 81 02 80 0b 87 05 81 01 80 05 87";

  private static final String CALL_SPELLED =
      "07 80 07 82 6d 65 73 73 61 67 65 01 81 04 82 72 6f 6f 74 04 82 65 63 68 6f 01 81"
          + "02 80 05 82 74 75 70 6c 65 05 81 01 80 0a 82 64 69 63 74 69 6f 6e 61 72 79";
  private static final String ANSWER = "03 80 1b 87 01 81 05 81";

  private final Local local = new Local();

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private RawPeer peer() {
    PbServer server = local.serve(PbMethods.of().on("echo", call -> call.get(0)));
    return local.closing(RawPeer.connect(Local.port(server))).within(Duration.ofSeconds(30));
  }

  private static byte[] bytes(String... hex) {
    return Bananas.bytes(String.join("", hex));
  }

  // ---- a server

  @Test
  void server_toAClientThatSaysNothing_offersItsDialects() {
    RawPeer peer = peer().expect(bytes(OFFER));
    peer.send(bytes(PB)).expect(bytes(VERSION));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 82 7a", // another word
        "00 82",
        "01 80 02 82 70 62", // a list
        "00 80",
        "01 81", // a number
        "84 40 8f b8 00 00 00 00 00",
        "01 87", // a word of the vocabulary
        "88"
      })
  void server_toAClientThatChoosesNone_closesWithoutAWord(String choice) {
    peer().send(bytes(choice, VERSION, CALL)).expect(bytes(OFFER)).expectEof();
  }

  @Test
  void server_toAClientThatDoesNotWait_answersAll() {
    peer().send(bytes(PB, VERSION, CALL)).expect(bytes(OFFER, VERSION, ANSWER));
  }

  @Test
  void server_toAClientThatNeverTellsItsVersion_answers() {
    peer().send(bytes(PB, CALL)).expect(bytes(OFFER, VERSION, ANSWER));
  }

  @Test
  void server_byteByByte_answers() {
    RawPeer peer = peer();
    for (byte each : bytes(PB, VERSION, CALL)) {
      peer.send(new byte[] {each});
    }
    peer.expect(bytes(OFFER, VERSION, ANSWER));
  }

  @Test
  void server_inTheDialectNone_spellsEverythingAndTakesNoWords() {
    RawPeer peer = peer().send(bytes(NONE, VERSION_SPELLED, CALL_SPELLED));
    peer.expect(bytes(OFFER, VERSION_SPELLED, "03 80 06 82 61 6e 73 77 65 72 01 81 05 81"));
    peer.send(bytes("01 87")).expectEof();
  }

  @Test
  void server_toABadByteBehindACall_endsAndLooksNoFurther() {
    RawPeer peer = peer().send(bytes(PB, VERSION)).expect(bytes(OFFER, VERSION));
    peer.send(bytes(CALL, "88", CALL));
    // whether the first is answered is no promise; the second is not
    assertThat(peer.read(bytes(ANSWER).length * 2)).hasSizeLessThanOrEqualTo(bytes(ANSWER).length);
    peer.expectEof();
  }

  // ---- a client

  private static PbClientOptions to(RawServer server) {
    return PbClientOptions.of(Target.tcp("127.0.0.1", server.port()))
        .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01 80 01 82 7a", // none that we know
        "00 80",
        "02 82 70 62", // no list
        "01 80 01 81",
        "88"
      })
  void client_ofAServerThatOffersNone_closesWithoutAWord(String offer) {
    try (RawServer server = RawServer.tcp()) {
      CompletableFuture<Void> connecting =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> PbClient.connect(to(server)))
                      .isInstanceOf(ConnectionLostException.class),
              Thread::startVirtualThread);
      try (RawPeer peer = server.accept(Duration.ofSeconds(30)).within(Duration.ofSeconds(30))) {
        peer.send(bytes(offer)).expectEof();
      }
      connecting.join();
    }
  }

  @Test
  void client_ofAServerThatPrefersNone_takesIt() {
    try (RawServer server = RawServer.tcp()) {
      CompletableFuture<Void> connecting =
          CompletableFuture.runAsync(
              () -> {
                try (PbClient client = PbClient.connect(to(server))) {
                  assertThat(client.root().call("echo", 5).join()).isEqualTo(5L);
                }
              },
              Thread::startVirtualThread);
      try (RawPeer peer = server.accept(Duration.ofSeconds(30)).within(Duration.ofSeconds(30))) {
        peer.send(bytes("02 80", NONE, PB)).expect(bytes(NONE, VERSION_SPELLED, CALL_SPELLED));
        peer.send(bytes(VERSION_SPELLED, "03 80 06 82 61 6e 73 77 65 72 01 81 05 81"));
        peer.expectEof();
      }
      connecting.join();
    }
  }
}
