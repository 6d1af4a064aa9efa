package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sennit.amp.Commands.Name;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Descriptor;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import dev.sennit.net.Target;
import dev.sennit.net.Timeouts;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Open files over UNIX sockets, both sides ours.
@Timeout(60)
class AmpDescriptorIT {
  record Given(Descriptor file) {}

  record Two(Descriptor first, Descriptor second) {}

  record Spoilt(Descriptor file, int number) {}

  record Row(Descriptor file, Optional<String> name) {}

  record Rows(List<Row> rows) {}

  record Text(String text) {}

  static final AmpCommand<Given, Text> READ = AmpCommand.of("Read", Given.class, Text.class);
  static final AmpCommand<Two, Text> READ_TWO = AmpCommand.of("ReadTwo", Two.class, Text.class);
  static final AmpCommand<Rows, Text> READ_ROWS = AmpCommand.of("ReadRows", Rows.class, Text.class);
  static final AmpCommand<Name, Given> OPEN = AmpCommand.of("Open", Name.class, Given.class);
  static final AmpCommand<Spoilt, Text> SPOILT = AmpCommand.of("Spoilt", Spoilt.class, Text.class);

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.writeString(directory.resolve("file"), "0123456789");
  }

  private AmpRouter router() {
    return AmpRouter.of()
        .on(READ, (given, _) -> new Text(read(given.file())))
        .on(READ_TWO, (two, _) -> new Text(read(two.first()) + read(two.second())))
        .on(
            READ_ROWS,
            (rows, _) ->
                new Text(
                    String.join("", rows.rows().stream().map(row -> read(row.file())).toList())))
        .on(SPOILT, (spoilt, _) -> new Text(read(spoilt.file())))
        .on(OPEN, (name, _) -> new Given(Descriptor.open(directory.resolve(name.name()))));
  }

  private static String read(Descriptor descriptor) {
    try (descriptor) {
      return new String(
          Channels.newInputStream(descriptor).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Descriptors of this process that are open on the file.
  private long openHere() {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(this::isTheFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isTheFile(Path link) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private void awaitNoneOpen() {
    await().untilAsserted(() -> assertThat(openHere()).isZero());
  }

  private interface Talk {
    void with(AmpConnection connection) throws Exception;
  }

  private void play(AmpLimits limits, Talk talk) throws Exception {
    Path socket = directory.resolve("amp.sock");
    AmpServerOptions options = AmpServerOptions.defaults().listen(Listen.unix(socket)).amp(limits);
    try (var _ = AmpServer.start(options, router().onStartTls(StartTls.unverified()));
        var client = AmpClient.create(AmpClientOptions.of(Target.unix(socket)).router(router()))) {
      talk.with(client.connect());
    }
    awaitNoneOpen();
  }

  private void play(Talk talk) throws Exception {
    play(AmpLimits.defaults(), talk);
  }

  @Test
  void request_withDescriptor_opensTheSameFile() throws Exception {
    play(connection -> {
      try (Descriptor mine = Descriptor.open(file)) {
        ByteBuffer three = ByteBuffer.allocate(3);
        assertThat(mine.read(three)).isEqualTo(3);
        assertThat(connection.call(READ, new Given(mine))).isEqualTo(new Text("3456789"));
      }
    });
  }

  @Test
  void answer_withDescriptor_belongsToTheCallerAlone() throws Exception {
    play(connection -> {
      Given given = connection.call(OPEN, new Name("file"));
      assertThat(openHere()).isEqualTo(1);
      assertThat(read(given.file())).isEqualTo("0123456789");
    });
  }

  @Test
  void descriptors_severalInOneBox_comeInTheOrderOfTheComponents() throws Exception {
    Files.writeString(directory.resolve("other"), "abc");
    play(connection -> {
      try (Descriptor one = Descriptor.open(file);
          Descriptor other = Descriptor.open(directory.resolve("other"))) {
        assertThat(connection.call(READ_TWO, new Two(other, one)))
            .isEqualTo(new Text("abc0123456789"));
        assertThat(connection.call(READ_ROWS, rows(other, one))).isEqualTo(new Text(""));
      }
      try (Descriptor one = Descriptor.open(file);
          Descriptor other = Descriptor.open(directory.resolve("other"))) {
        assertThat(connection.call(READ_ROWS, rows(one, other)))
            .isEqualTo(new Text("0123456789abc"));
      }
    });
  }

  private static Rows rows(Descriptor... files) {
    return new Rows(
        IntStream.range(0, files.length)
            .mapToObj(i -> new Row(files[i], Optional.empty()))
            .toList());
  }

  @Test
  void calls_manyAtOnceFromManyThreads_eachGetsItsOwn() throws Exception {
    play(connection -> {
      AtomicInteger wrong = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int from = i;
        threads.add(Thread.ofPlatform().start(() -> ask(connection, from, wrong)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).hasValue(0);
    });
  }

  private void ask(AmpConnection connection, int from, AtomicInteger wrong) {
    for (int i = 0; i < 100; i++) {
      try (Descriptor mine = Descriptor.open(file)) {
        mine.read(ByteBuffer.allocate(from));
        if (!connection.call(READ, new Given(mine)).text().equals("0123456789".substring(from))) {
          wrong.incrementAndGet();
        }
      } catch (IOException | RuntimeException e) {
        wrong.incrementAndGet();
      }
    }
  }

  @Test
  void request_largeBoxesBehindIt_arriveWhole() throws Exception {
    play(connection -> {
      List<Reply<Text>> replies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Descriptor.Pipe pipe = Descriptor.pipe();
        try (Descriptor source = pipe.source();
            Descriptor sink = pipe.sink()) {
          assertThat(sink.write(ByteBuffer.wrap(new byte[] {(byte) ('a' + i)}))).isEqualTo(1);
          replies.add(connection.ask(READ, new Given(source)));
        }
        for (int j = 0; j < 10; j++) {
          connection.tell(AmpCommand.of("Open", Name.class, AmpNothing.class), new Name("file"));
        }
      }
      for (int i = 0; i < 20; i++) {
        assertThat(replies.get(i).join().text()).isEqualTo(String.valueOf((char) ('a' + i)));
      }
    });
  }

  @Test
  void request_otherArgumentIsUnreadable_closesWhatCame() throws Exception {
    play(connection -> {
      try (Descriptor mine = Descriptor.open(file)) {
        AmpCommand<Given, Text> lacking = AmpCommand.of("Spoilt", Given.class, Text.class);
        assertThat(TwoSides.failure(connection.ask(lacking, new Given(mine))))
            .isInstanceOf(UnknownRemoteException.class);
      }
    });
  }

  @Test
  void request_nobodyAnswersIt_isClosedWithTheConnection() throws Exception {
    play(connection -> {
      try (Descriptor mine = Descriptor.open(file)) {
        AmpCommand<Given, Text> unknown = AmpCommand.of("NoSuch", Given.class, Text.class);
        assertThat(TwoSides.failure(connection.ask(unknown, new Given(mine))))
            .isInstanceOf(UnhandledCommandException.class);
      }
      assertThat(openHere()).isEqualTo(1);
    });
  }

  @Test
  void descriptors_moreThanTheLimit_endTheConnectionAndAreClosed() throws Exception {
    play(
        AmpLimits.defaults().descriptors(3),
        connection -> {
          AmpCommand<Given, Text> unknown = AmpCommand.of("NoSuch", Given.class, Text.class);
          try (Descriptor mine = Descriptor.open(file)) {
            for (int i = 0; i < 3; i++) {
              assertThat(TwoSides.failure(connection.ask(unknown, new Given(mine))))
                  .isInstanceOf(UnhandledCommandException.class);
            }
            assertThat(TwoSides.failure(connection.ask(unknown, new Given(mine))))
                .isInstanceOf(ConnectionLostException.class);
          }
        });
  }

  /// The peer takes nothing, so what is to be sent waits.
  @Test
  void descriptors_thatWaitToBeSent_areBoundedAndClosedAtTheEnd() throws Exception {
    Path socket = directory.resolve("deaf.sock");
    AmpClientOptions options =
        AmpClientOptions.of(Target.unix(socket))
            .timeouts(Timeouts.defaults().grace(Duration.ofMillis(50)))
            .amp(AmpLimits.defaults().descriptors(4));
    try (var deaf = RawServer.unix(socket);
        var client = AmpClient.create(options);
        Descriptor mine = Descriptor.open(file)) {
      AmpConnection connection = client.connect();
      try (var _ = deaf.accept()) {
        Name large = new Name("x".repeat(60_000));
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          connection.tell(Commands.HELLO, large);
          try {
            var _ = connection.ask(READ, new Given(mine));
          } catch (RejectedExecutionException e) {
            refusals.add(String.valueOf(e.getMessage()));
          }
        }
        assertThat(refusals)
            .isNotEmpty()
            .allMatch(each -> each.contains("descriptors: 4 wait to be sent"));
        await().untilAsserted(() -> assertThat(openHere()).isEqualTo(5));
        client.close();
      }
    }
    awaitNoneOpen();
  }

  @Test
  void ordinal_thatNeverCame_isAFailureLikeAnyUnreadableArgument() throws Exception {
    play(connection ->
        assertThat(TwoSides.failure(connection.askRaw("Read", AmpBox.of("file", "0"))))
            .hasMessage("Code<UNKNOWN>: Unknown Error"));
  }

  @Test
  void descriptor_closedBefore_isRefusedAndNothingIsSent() throws Exception {
    play(connection -> {
      Descriptor mine = Descriptor.open(file);
      mine.close();
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> connection.ask(READ, new Given(mine)))
          .withMessageContaining("Given.file");
      assertThat(connection.peer().unixCredentials()).isNotNull();
    });
  }

  @Test
  void descriptor_behindStartTls_isRefused() throws Exception {
    play(connection -> {
      try (Descriptor mine = Descriptor.open(file)) {
        assertThat(connection.startTls(StartTls.unverified()).join()).isEqualTo(AmpNothing.NOTHING);
        assertThatExceptionOfType(IllegalArgumentException.class)
            .isThrownBy(() -> connection.ask(READ, new Given(mine)))
            .withMessageContaining("in clear");
        assertThat(TwoSides.failure(connection.ask(OPEN, new Name("file"))))
            .isInstanceOf(UnknownRemoteException.class);
      }
    });
  }

  @Test
  void descriptor_overTcp_isRefusedAndNothingIsSent() throws Exception {
    try (var sides = TwoSides.of(router());
        Descriptor mine = Descriptor.open(file)) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> sides.connection.ask(READ, new Given(mine)))
          .withMessageContaining("UNIX socket");
      assertThat(TwoSides.failure(sides.connection.askRaw("Read", AmpBox.of("file", "0"))))
          .isInstanceOf(AmpRemoteException.class);
    }
  }

  @Test
  void rawBytes_withoutDescriptors_areServedAsEver() {
    Path socket = directory.resolve("raw.sock");
    AmpServerOptions options = AmpServerOptions.defaults().listen(Listen.unix(socket));
    AmpRouter sums = router().on(Commands.SUM, (sum, _) -> new Commands.Total(sum.a() + sum.b()));
    byte[] sum =
        AmpBox.of("_ask", "1", "_command", "Sum", "a", "13", "b", "81").toOctets().toBytes();
    byte[] total = AmpBox.of("_answer", "1", "total", "94").toOctets().toBytes();
    try (var _ = AmpServer.start(options, sums);
        var peer = RawPeer.connect(socket)) {
      for (byte each : sum) {
        peer.send(new byte[] {each});
      }
      peer.expect(total).send(sum).halfClose().expect(total).expectEof();
    }
  }

  @Test
  void listOfDescriptors_isRefusedAtDeclaration() {
    record Bad(List<Descriptor> files) {}

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> AmpCommand.of(Bad.class, AmpNothing.class))
        .withMessageContaining("Bad.files");
  }
}
