package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.host.Signals;
import dev.sennit.daemon.host.Signals.Order;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ServeFlowIT {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter notes = new StringWriter();
  private final Signals signals = Signals.silent();
  private Function<Config, Daemon> start = Daemon::start;

  private int serve(Optional<Path> file) {
    return ServeFlow.serve(
        file,
        new PrintWriter(out),
        new PrintWriter(notes),
        Map.of("STATE_DIRECTORY", directory.resolve("state").toString()),
        signals,
        start);
  }

  private Path write(String value, String listen) throws IOException {
    return Files.writeString(
        directory.resolve("sennitd.toml"),
        """
        [table.a]
        source = "static"
        entries = { "k" = "%s" }
        [[maps]]
        protocol = "tcp_table"
        listen = "%s"
        table = "a"
        """
            .formatted(value, listen));
  }

  private CompletableFuture<Integer> serving(Path file) {
    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> serve(Optional.of(file)));
    await().until(() -> code.isDone() || out.toString().contains("Ready"));
    return code;
  }

  @Test
  void serve_untilStopped_saysWhatListensAndEndsWell() throws Exception {
    Path socket = directory.resolve("s");
    CompletableFuture<Integer> code = serving(write("v", "unix:" + socket));
    assertThat(out.toString().lines()).first().isEqualTo("tcp_table  unix:" + socket + "  a");
    try (RawPeer peer = RawPeer.connect(socket)) {
      peer.send("get k\\n").expect("200 v\\n");
    }
    signals.send(Order.STOP);
    assertThat(code.get()).isZero();
    assertThat(socket).doesNotExist();
    assertThat(notes.toString()).isEmpty();
  }

  @Test
  void serve_reloadOrder_takesTheNewFileOrKeepsTheOld() throws Exception {
    Path socket = directory.resolve("s");
    Path file = write("old", "unix:" + socket);
    CompletableFuture<Integer> code = serving(file);
    try (RawPeer peer = RawPeer.connect(socket)) {
      peer.send("get k\\n").expect("200 old\\n");
      Files.writeString(file, "nonsense");
      signals.send(Order.RELOAD);
      write("new", "unix:" + socket);
      signals.send(Order.RELOAD);
      await()
          .until(() -> {
            String reply = new String(peer.send("get k\\n").read(8), StandardCharsets.UTF_8);
            assertThat(reply).isIn("200 old\n", "200 new\n");
            return reply.equals("200 new\n");
          });
    }
    signals.send(Order.STOP);
    assertThat(code.get()).isZero();
  }

  @Test
  void serve_faultInAReload_keepsServingAndTakesTheNext() throws Exception {
    Path socket = directory.resolve("s");
    AtomicInteger opened = new AtomicInteger();
    start =
        config ->
            Daemon.start(
                config,
                now -> new ConfiguredSources(now.timeouts().answer()),
                table -> {
                  if (opened.incrementAndGet() == 2) {
                    throw new IllegalCallerException("on purpose");
                  }
                  return ConfiguredSources.keyPlan(table);
                });
    CompletableFuture<Integer> code = serving(write("old", "unix:" + socket));
    try (RawPeer peer = RawPeer.connect(socket)) {
      peer.send("get k\\n").expect("200 old\\n");
      write("new", "unix:" + socket);
      signals.send(Order.RELOAD);
      await().until(() -> opened.get() == 2);
      peer.send("get k\\n").expect("200 old\\n");
      signals.send(Order.RELOAD);
      await()
          .until(() ->
              new String(peer.send("get k\\n").read(8), StandardCharsets.UTF_8)
                  .equals("200 new\n"));
    }
    signals.send(Order.STOP);
    assertThat(code.get()).isZero();
  }

  @Test
  void serve_mistakes_namesThemAllAndEndsWith78() throws Exception {
    Path file = Files.writeString(directory.resolve("bad.toml"), "stat = 1\n[log]\nlevel = 3\n");
    assertThat(serve(Optional.of(file))).isEqualTo(78);
    assertThat(notes.toString().lines())
        .containsExactlyInAnyOrder(
            "sennit: " + file + ":1:1: stat: unknown key (did you mean \"state\"?)",
            "sennit: "
                + file
                + ":1:1: maps: missing (expected: something that listens: at least one"
                + " [[maps]] section, [ident], [amp] or [pb])",
            "sennit: " + file + ":3:9: log.level: 3 (expected: a string in quotes)");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void serve_noSuchFile_endsWith66() {
    assertThat(serve(Optional.of(directory.resolve("none.toml")))).isEqualTo(66);
    assertThat(notes.toString()).contains("none.toml: no such file");
  }

  @Test
  void serve_portInUse_endsWith69() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = write("v", "tcp:" + taken.getLocalPort() + ":interface=127.0.0.1");
      assertThat(serve(Optional.of(file))).isEqualTo(69);
      assertThat(notes.toString()).contains("tcp:" + taken.getLocalPort()).contains("in use");
    }
  }

  @Test
  void check_goodFile_saysOk() throws Exception {
    int code =
        ServeFlow.check(
            Optional.of(write("v", "tcp:0:interface=127.0.0.1")),
            new PrintWriter(out),
            new PrintWriter(notes),
            Map.of());
    assertThat(code).isZero();
    assertThat(out.toString().strip()).isEqualTo("OK");
  }

  private int check(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("c.toml"), content);
    return ServeFlow.check(
        Optional.of(file), new PrintWriter(out), new PrintWriter(notes), Map.of());
  }

  @Test
  void check_mistakesInFilesOfTables_tellsAllOfThem() throws Exception {
    Files.writeString(directory.resolve("text"), "alone\nk v\nnext\n");
    Files.writeString(directory.resolve("patterns"), "/(/ v\n");
    String toml =
        """
        [table.t]
        source = "file"
        file = "text"
        [table.p]
        source = "regexp"
        file = "patterns"
        [[maps]]
        protocol = "socketmap"
        listen = "unix:s"
        """;
    assertThat(check(toml.getBytes(StandardCharsets.UTF_8))).isEqualTo(78);
    assertThat(notes.toString().lines())
        .containsExactly(
            "sennit: "
                + directory.resolve("text")
                + ":1:6: alone (expected: a key, a blank and a value)",
            "sennit: "
                + directory.resolve("text")
                + ":3:5: next (expected: a key, a blank and a value)",
            "sennit: "
                + directory.resolve("patterns")
                + ":1:2: /(/ v (expected: a pattern that RE2 knows; missing closing ))");
  }

  @Test
  void check_fileThatIsNotUtf8_pointsAtTheByte() throws Exception {
    assertThat(check("# \u00fc\nstate = \"\u00fc\"\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(78);
    assertThat(notes.toString()).endsWith("c.toml:1:3: byte \\xfc (expected: UTF-8)\n");
  }

  @Test
  void check_byteOrderMark_isPassedOver() throws Exception {
    String toml = "\ufeff" + Files.readString(write("v", "unix:s"));
    assertThat(check(toml.getBytes(StandardCharsets.UTF_8))).as(notes.toString()).isZero();
  }

  @Test
  void check_demo_makesTheDatabaseAndKeepsIt() throws Exception {
    Map<String, String> environment = Map.of("STATE_DIRECTORY", directory.toString());
    for (int i = 0; i < 2; i++) {
      int code =
          ServeFlow.check(
              Optional.empty(), new PrintWriter(out), new PrintWriter(notes), environment);
      assertThat(code).as(notes.toString()).isZero();
    }
    assertThat(directory.resolve("aliases.sqlite")).isNotEmptyFile();
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }
}
