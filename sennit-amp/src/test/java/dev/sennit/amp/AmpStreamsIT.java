package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.Commands.Sum;
import dev.sennit.amp.Commands.Total;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Listen;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AmpStreamsIT {
  record Fetch(long stream, int bytes) {}

  record Opened(long stream) {}

  record Check(long sum) {}

  static final AmpCommand<Fetch, Total> FETCH = AmpCommand.of("Fetch", Fetch.class, Total.class);
  static final AmpCommand<AmpNothing, Opened> STORE =
      AmpCommand.of("Store", AmpNothing.class, Opened.class);
  static final AmpCommand<AmpNothing, Check> STORED =
      AmpCommand.of("Stored", AmpNothing.class, Check.class);

  private final AmpStreams streams = new AmpStreams();
  private final AtomicLong written = new AtomicLong();
  private final CompletableFuture<IOException> writerFailed = new CompletableFuture<>();

  private AmpRouter router() {
    CompletableFuture<Check> stored = new CompletableFuture<>();
    return streams
        .on(AmpRouter.of())
        .on(Commands.SUM, (sum, _) -> new Total(sum.a() + sum.b()))
        .on(FETCH, this::fetch)
        .on(
            STORE,
            (_, peer) -> {
              AmpStreamReader reader = streams.read(peer);
              Thread.ofVirtual().start(() -> stored.complete(new Check(sum(reader))));
              return new Opened(reader.number());
            })
        .onAsync(STORED, (_, _) -> stored);
  }

  private Total fetch(Fetch fetch, AmpConnection peer) throws IOException {
    byte[] piece = new byte[100_000];
    try (OutputStream out = streams.write(peer, fetch.stream())) {
      for (int left = fetch.bytes(); left > 0; left -= piece.length) {
        out.write(piece, 0, Math.min(left, piece.length));
        written.addAndGet(Math.min(left, piece.length));
      }
    } catch (IOException e) {
      writerFailed.complete(e);
      throw e;
    }
    return new Total(fetch.bytes());
  }

  private static long sum(InputStream in) {
    try (CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
      checked.transferTo(OutputStream.nullOutputStream());
      return checked.getChecksum().getValue();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void fetch_moreThanTheWindow_arrivesWhole() {
    AmpStreams ours = new AmpStreams();
    try (var sides = TwoSides.of(router(), ours.on(AmpRouter.of()));
        var reader = ours.read(sides.connection)) {
      var done = sides.connection.ask(FETCH, new Fetch(reader.number(), 20_000_001));
      CRC32 expected = new CRC32();
      expected.update(new byte[20_000_001]);
      assertThat(sum(reader)).isEqualTo(expected.getValue());
      assertThat(done.join()).isEqualTo(new Total(20_000_001));
    }
  }

  @Test
  void store_severalAtOnce_areNotMixedUp() throws Exception {
    AmpStreams ours = new AmpStreams();
    byte[] bytes = new byte[3_000_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 255);
    }
    CRC32 expected = new CRC32();
    expected.update(bytes);
    try (var one = TwoSides.of(router(), ours.on(AmpRouter.of()));
        var other = TwoSides.of(router(), ours.on(AmpRouter.of()))) {
      for (TwoSides sides : new TwoSides[] {one, other}) {
        long number = sides.connection.call(STORE, AmpNothing.NOTHING).stream();
        try (OutputStream out = ours.write(sides.connection, number)) {
          out.write(bytes[0]);
          out.write(bytes, 1, bytes.length - 1);
        }
      }
      for (TwoSides sides : new TwoSides[] {one, other}) {
        assertThat(sides.connection.call(STORED, AmpNothing.NOTHING).sum())
            .isEqualTo(expected.getValue());
      }
    }
  }

  @Test
  void writer_whoseReaderDoesNotRead_waitsAtTheWindowAndLetsOthersRun() throws Exception {
    AmpStreams ours = new AmpStreams();
    try (var sides = TwoSides.of(router(), ours.on(AmpRouter.of()));
        var reader = ours.read(sides.connection)) {
      var done = sides.connection.ask(FETCH, new Fetch(reader.number(), 5_000_000));
      await().until(() -> written.get() >= AmpStreams.WINDOW_BYTES - 100_000);
      assertThat(sides.connection.call(Commands.SUM, new Sum(1, 2))).isEqualTo(new Total(3));
      assertThat(written.get()).isLessThanOrEqualTo(AmpStreams.WINDOW_BYTES);
      assertThat(reader.readAllBytes()).hasSize(5_000_000);
      assertThat(done.join()).isEqualTo(new Total(5_000_000));
    }
  }

  @Test
  void reader_closedEarly_stopsTheWriter() throws Exception {
    AmpStreams ours = new AmpStreams();
    AmpRouter declared = router();
    try (var sides = TwoSides.of(declared, ours.on(AmpRouter.of()))) {
      AmpStreamReader reader = ours.read(sides.connection);
      AmpCommand<Fetch, Total> telling = AmpCommand.of("Fetch", Fetch.class, Total.class);
      var done = sides.connection.ask(telling, new Fetch(reader.number(), 50_000_000));
      assertThat(reader.read()).isZero();
      reader.close();
      assertThat(writerFailed.join()).hasMessageContaining("wants no more");
      assertThatExceptionOfType(IOException.class).isThrownBy(reader::read);
      assertThat(TwoSides.failure(done)).isInstanceOf(UnknownRemoteException.class);
    }
  }

  @Test
  void writer_thatFails_isToldToTheReader() throws Exception {
    AmpStreams ours = new AmpStreams();
    AmpRouter failing =
        streams
            .on(AmpRouter.of())
            .on(
                FETCH,
                (fetch, peer) -> {
                  AmpStreamWriter writer = streams.write(peer, fetch.stream());
                  writer.write(new byte[] {1, 2});
                  writer.fail("the disk is broken");
                  return new Total(0);
                });
    try (var sides = TwoSides.of(failing, ours.on(AmpRouter.of()));
        var reader = ours.read(sides.connection)) {
      sides.connection.tell(FETCH, new Fetch(reader.number(), 1));
      assertThat(reader.readNBytes(2)).containsExactly(1, 2);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(reader::read)
          .withMessageContaining("the disk is broken");
    }
  }

  @Test
  void connection_lost_failsBothEnds() throws Exception {
    AmpStreams ours = new AmpStreams();
    try (var sides = TwoSides.of(router(), ours.on(AmpRouter.of()))) {
      AmpStreamReader reader = ours.read(sides.connection);
      sides.connection.tell(FETCH, new Fetch(reader.number(), 50_000_000));
      assertThat(reader.read()).isZero();
      sides.server.close(Duration.ZERO);
      assertThatExceptionOfType(IOException.class).isThrownBy(reader::readAllBytes);
      assertThat(writerFailed.join()).isNotNull();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ours.read(sides.connection).read());
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ours.write(sides.connection, 1).write(1));
    }
  }

  @Test
  void data_thatNobodyAllowed_endsTheConnection() {
    AmpServerOptions options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = AmpServer.start(options, router())) {
      for (String[] pairs :
          new String[][] {
            {"_command", "StreamData", "stream", "1", "data", "x"},
            {"_command", "StreamEnd", "stream", "1"},
            {"_command", "StreamMore", "stream", "1", "bytes", "-1"},
          }) {
        try (var peer = RawPeer.connect(TwoSides.port(server))) {
          peer.send(AmpBox.of(pairs).toOctets().toBytes()).expectEof();
        }
      }
    }
  }

  @Test
  void data_beyondTheWindow_endsTheConnection() {
    AmpServerOptions options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    AmpRouter deaf =
        streams.on(AmpRouter.of()).on(STORE, (_, peer) -> new Opened(streams.read(peer).number()));
    try (var server = AmpServer.start(options, deaf);
        var peer = RawPeer.connect(TwoSides.port(server))) {
      peer.send(AmpBox.of("_command", "Store", "_ask", "1").toOctets().toBytes());
      byte[] allowance =
          AmpBox.of("_command", "StreamMore", "stream", "1", "bytes", "1048576")
              .toOctets()
              .toBytes();
      peer.expect(allowance).expect(AmpBox.of("_answer", "1", "stream", "1").toOctets().toBytes());
      byte[] data =
          AmpBox.of("_command", "StreamData", "stream", "1", "data", "x".repeat(65_535))
              .toOctets()
              .toBytes();
      for (int i = 0; i < 17; i++) {
        peer.send(data);
      }
      peer.expectEof();
    }
  }
}
