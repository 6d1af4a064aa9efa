package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServer;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.net.Descriptor;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Open files over a UNIX socket, to and from Twisted.
@Tag("peer")
@Timeout(120)
class TwistedAmpDescriptorIT {
  record Given(Descriptor file) {}

  record Two(Descriptor first, Descriptor second) {}

  record Row(Descriptor file, Optional<String> name) {}

  record Rows(List<Row> rows) {}

  record Name(String name) {}

  record Text(String text) {}

  static final AmpCommand<Given, Text> READ = AmpCommand.of("Read", Given.class, Text.class);
  static final AmpCommand<Two, Text> READ_TWO = AmpCommand.of("ReadTwo", Two.class, Text.class);
  static final AmpCommand<Rows, Text> READ_ROWS = AmpCommand.of("ReadRows", Rows.class, Text.class);
  static final AmpCommand<Name, Given> FILL = AmpCommand.of("Fill", Name.class, Given.class);
  static final AmpCommand<Given, Given> SWAP = AmpCommand.of("Swap", Given.class, Given.class);

  static final AmpRouter FILES =
      AmpRouter.of()
          .on(READ, (given, _) -> new Text(read(given.file())))
          .on(READ_TWO, (two, _) -> new Text(read(two.first()) + read(two.second())))
          .on(
              READ_ROWS,
              (rows, _) ->
                  new Text(
                      rows.rows().stream()
                          .map(row -> read(row.file()))
                          .collect(Collectors.joining())))
          .on(FILL, (name, _) -> new Given(filled(name.name())))
          .on(SWAP, (given, _) -> given);

  private static String read(Descriptor descriptor) {
    try (descriptor) {
      return new String(Channels.newInputStream(descriptor).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Descriptor filled(String text) throws IOException {
    Descriptor.Pipe pipe = Descriptor.pipe();
    try (Descriptor sink = pipe.sink()) {
      sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
    return pipe.source();
  }

  private static String hundred() {
    return IntStream.range(0, 100).mapToObj(i -> i + " ").collect(Collectors.joining());
  }

  @Test
  void twistedClient_sendsAndTakesOpenFiles() throws Exception {
    try (var scratch = new Scratch()) {
      Path socket = scratch.path("amp.sock");
      Path file = scratch.write("file", "0123456789");
      var options = AmpServerOptions.defaults().listen(Listen.unix(socket));
      try (var _ = AmpServer.start(options, FILES)) {
        String script = scratch.peer("twisted_amp_unix.py").toString();
        var run =
            Program.run("/usr/bin/python3", script, "client", socket.toString(), file.toString());
        assertThat(run.expect(0).text().lines())
            .containsExactly("0123456789", "23456789456789", "678989", "from a pipe", hundred());
      }
    }
  }

  @Test
  void twistedServer_sendsAndTakesOpenFiles() throws Exception {
    try (var scratch = new Scratch()) {
      Path socket = scratch.path("amp.sock");
      Path file = scratch.write("file", "0123456789");
      String script = scratch.peer("twisted_amp_unix.py").toString();
      try (var twisted =
          Child.start(
              "twisted amp server", "/usr/bin/python3", script, "server", socket.toString())) {
        twisted.out().await("ready");
        try (var client = AmpClient.create(AmpClientOptions.of(Target.unix(socket)))) {
          talk(client, file);
        }
      }
    }
  }

  private static void talk(AmpClient client, Path file) throws IOException {
    var twisted = client.connect();
    try (Descriptor one = Descriptor.open(file)) {
      assertThat(twisted.call(READ, new Given(one))).isEqualTo(new Text("0123456789"));
    }
    try (Descriptor one = Descriptor.open(file);
        Descriptor other = filled("other")) {
      assertThat(twisted.call(READ_TWO, new Two(one, other)))
          .isEqualTo(new Text("0123456789other"));
    }
    try (Descriptor one = Descriptor.open(file);
        Descriptor other = filled("other")) {
      Rows rows =
          new Rows(List.of(new Row(other, Optional.empty()), new Row(one, Optional.of("x"))));
      assertThat(twisted.call(READ_ROWS, rows)).isEqualTo(new Text("other0123456789"));
    }
    assertThat(read(twisted.call(FILL, new Name("from a pipe")).file())).isEqualTo("from a pipe");
    List<Reply<Given>> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      try (Descriptor mine = filled(i + " ")) {
        many.add(twisted.ask(SWAP, new Given(mine)));
      }
    }
    assertThat(many.stream().map(each -> read(each.join().file())).collect(Collectors.joining()))
        .isEqualTo(hundred());
  }
}
