package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbAvatar;
import dev.sennit.pb.PbCacheable;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.PbObserver;
import dev.sennit.pb.PbPortal;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(30)
class PbCommandIT {
  record Message(String text) {}

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();
  private final PrintStream out = System.out;
  private final Counter counter = new Counter();
  private final PbServer server = start();
  private volatile ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private String data = "";

  /// Tells its caches of each change, when the test says so.
  private static final class Counter implements PbCacheable {
    private final Set<PbObserver> observers = ConcurrentHashMap.newKeySet();

    @Override
    public String tag() {
      return "test.Counter";
    }

    @Override
    public Object state(PbObserver observer) {
      observers.add(observer);
      return Map.of("value", 0L);
    }

    void set(long value) {
      observers.forEach(
          observer -> observer.call("set", value, "x").handle((_, _) -> value).join());
    }
  }

  private PbServer start() {
    PbMethods avatar =
        PbMethods.of()
            .on("whoami", _ -> "alice")
            .on(
                "references",
                _ ->
                    List.of(
                        Map.of(
                            "peer",
                            "127.0.0.1:1",
                            "users",
                            List.of("alice"),
                            "number",
                            1L,
                            "references",
                            2L,
                            "object",
                            "avatar")));
    PbObject portal =
        PbPortal.of(_ -> PbAvatar.of(avatar)).users(Map.of("alice", "secret")).anonymous().root();
    PbPortal door =
        PbPortal.of(_ -> PbAvatar.of(PbMethods.of().on("whoami", _ -> "inside")))
            .users(Map.of("bob", "open"))
            .anonymous();
    PbMethods root =
        PbMethods.of()
            .on("login", portal)
            .on("loginAnonymous", portal)
            .on("echo", call -> call.get(0))
            .on("all", call -> List.of(call.arguments(), call.keywords()))
            .on("message", _ -> new Message("hi"))
            .on("counter", _ -> counter)
            .on("self", _ -> PbMethods.of())
            .on("hang", _ -> new java.util.concurrent.CompletableFuture<>())
            .on(
                "fail",
                _ -> {
                  throw new PbException("chat.Full", "no\u001b[31m seat", "chat.Error");
                });
    return PbServer.startEach(
        PbServerOptions.defaults()
            .listen(Listen.tcp("127.0.0.1", 0))
            .timeouts(Timeouts.defaults().grace(Duration.ofMillis(100))) // a call hangs
            .types(PbTypes.standard().record("chat.Message", Message.class)),
        connection -> {
          var _ = connection.publish("other", PbMethods.of().on("name", _ -> "other"));
          var _ = connection.publish("door", door.root());
          return root;
        });
  }

  private String url(String user) {
    int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
    return "pb://" + user + "127.0.0.1:" + port;
  }

  @AfterEach
  void stop() {
    server.close();
    System.setOut(out);
  }

  private int run(String... arguments) {
    bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    CommandLine line = SennitCommand.commandLine();
    line.setErr(new PrintWriter(err))
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    int code = line.execute(arguments);
    System.out.flush();
    data = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private int call(String... words) {
    String[] arguments = new String[words.length + 3];
    System.arraycopy(new String[] {"pb", "call", url("")}, 0, arguments, 0, 3);
    System.arraycopy(words, 0, arguments, 3, words.length);
    return run(arguments);
  }

  private Path password(String text) throws IOException {
    return Files.writeString(directory.resolve("password"), text + "\n");
  }

  @Test
  void call_arguments_arriveAsTheyWereMeant() {
    assertThat(call("all", "1", "-2", "x y", "b'z'", "key=[None]", "k2=v=w")).isEqualTo(0);
    assertThat(data).isEqualTo("[[1, -2, 'x y', b'z'], {'key': [None], 'k2': 'v=w'}]\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void call_instanceCacheOrReference_isShown() {
    assertThat(call("message")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("<chat.Message {'text': 'hi'}>\n");
    assertThat(call("counter")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("<cache <test.Counter {'value': 0}>>\n");
    assertThat(call("self")).isEqualTo(ExitCode.OK);
    assertThat(data).startsWith("<PbRemote[");
  }

  @Test
  void call_json_isOneObject() {
    assertThat(run("pb", "call", "--json", url(""), "echo", "(b'x', 1)")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo("{\"outcome\":\"result\",\"result\":[\"x\",1],\"python\":\"(b'x', 1)\"}\n");
    assertThat(run("pb", "call", "--json", url(""), "fail")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(data)
        .startsWith(
            "{\"outcome\":\"failure\",\"reason\":\"no\\u001b[31m seat\",\"type\":\"chat.Full\","
                + "\"parents\":[\"chat.Full\",\"chat.Error\",");
  }

  @Test
  void call_objectByName_isThatOne() {
    assertThat(run("pb", "call", url("") + "/other", "name")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("'other'\n");
    assertThat(run("pb", "call", url("") + "/nobody", "name")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err.toString()).contains("Invalid Object ID");
  }

  @Test
  void call_userOrAnonymous_logsInToTheObjectOfThatName() throws IOException {
    String file = password("open").toString();
    assertThat(run("pb", "call", "--password-file", file, url("bob@") + "/door", "whoami"))
        .isZero();
    assertThat(data).isEqualTo("'inside'\n");
    assertThat(run("pb", "call", "--anonymous", url("") + "/door", "whoami")).isZero();
    assertThat(data).isEqualTo("'inside'\n");
  }

  @Test
  void call_failure_isToldOnOneLineWithoutControls() {
    assertThat(call("fail")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(data).isEmpty();
    assertThat(err.toString()).isEqualTo("sennit: " + url("") + ": chat.Full: no\\x1b[31m seat\n");
  }

  @Test
  void call_user_logsInWithThePasswordOfAFile() throws IOException {
    String file = password("secret").toString();
    assertThat(run("pb", "call", "--password-file", file, url("alice@"), "whoami")).isZero();
    assertThat(data).isEqualTo("'alice'\n");
    file = password("wrong").toString();
    assertThat(run("pb", "call", "--password-file", file, url("alice@"), "whoami"))
        .isEqualTo(ExitCode.NOPERM);
    assertThat(err.toString()).contains("login refused: twisted.cred.error.UnauthorizedLogin");
    assertThat(run("pb", "call", "--anonymous", url(""), "whoami")).isEqualTo(ExitCode.OK);
  }

  @Test
  void call_misuse_isToldAsSuch() throws IOException {
    assertThat(call("echo", "[1")).isEqualTo(ExitCode.USAGE);
    assertThat(call("echo", "--jsn")).isEqualTo(ExitCode.USAGE);
    assertThat(call("echo", "a=1", "a=2")).isEqualTo(ExitCode.USAGE);
    assertThat(call()).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb", "call", "http://localhost", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb", "call", "--timeout", "-1", url(""), "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb", "call", "--ca", "x.pem", url(""), "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb", "call", "--anonymous", url("alice@"), "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb", "call", "pb://alice:secret@localhost", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).doesNotContain("secret");
    assertThat(call("echo", "{[1]: 2}")).isEqualTo(ExitCode.USAGE);
    assertThat(run("pb", "call", "--password-file", "/none", url("alice@"), "x"))
        .isEqualTo(ExitCode.IOERR);
    assertThat(err.toString()).endsWith("--password-file: /none: no such file\n");
    String secure = url("").replace("pb:", "pbs:");
    assertThat(run("pb", "call", "--ca", "/none", secure, "x")).isEqualTo(ExitCode.IOERR);
    assertThat(err.toString()).endsWith("--ca: /none: no such file\n");
    String none = password("no certificate").toString();
    assertThat(run("pb", "call", "--ca", none, secure, "x")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void call_noAnswer_hasItsExitCode() {
    assertThat(run("pb", "call", "pb://127.0.0.1:" + FreePort.tcp(), "x"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run("pb", "call", "--timeout", "0.2", url(""), "hang")).isEqualTo(ExitCode.TEMPFAIL);
    assertThat(call("echo", "x".repeat(655_361))).isEqualTo(ExitCode.DATAERR);
  }

  @Test
  void call_somethingElseListens_isAProtocolFault() {
    try (RawServer other = RawServer.tcp()) {
      Thread.startVirtualThread(() -> other.accept().send("SSH-2.0-x\\xff\\r\\n"));
      assertThat(run("pb", "call", "pb://127.0.0.1:" + other.port(), "x"))
          .isEqualTo(ExitCode.PROTOCOL);
    }
  }

  /// Runs the task when the state was printed.
  private void whenWatched(Runnable task) {
    bytes = new ByteArrayOutputStream();
    Thread.ofVirtual()
        .start(() -> {
          await().until(() -> bytes.toString(StandardCharsets.UTF_8).contains("test.Counter"));
          task.run();
        });
  }

  @Test
  void watch_cacheable_printsStateAndChanges() {
    Runnable thrice = () -> LongStream.rangeClosed(1, 3).forEach(counter::set);
    whenWatched(thrice);
    assertThat(run("pb", "watch", "--count", "3", url(""), "counter")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo("test.Counter {'value': 0}\nset(1, 'x')\nset(2, 'x')\nset(3, 'x')\n");
    counter.observers.clear();
    whenWatched(thrice);
    assertThat(run("pb", "watch", "--json", "--count", "1", url(""), "counter")).isZero();
    assertThat(data.lines())
        .containsExactly(
            "{\"event\":\"state\",\"class\":\"test.Counter\",\"state\":{\"value\":0},"
                + "\"python\":\"{'value': 0}\"}",
            "{\"event\":\"change\",\"method\":\"set\",\"arguments\":[1,\"x\"],\"keywords\":{},"
                + "\"python\":\"set(1, 'x')\"}");
    assertThat(run("pb", "watch", url(""), "message")).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).contains("(expected: a cacheable)");
  }

  @Test
  void watch_nobodyReads_ends() {
    whenWatched(() -> {
      System.out.close();
      counter.set(1);
    });
    assertThat(run("pb", "watch", url(""), "counter")).isEqualTo(ExitCode.IOERR);
    assertThat(err.toString()).isEqualTo("sennit: standard output cannot be written\n");
  }

  @Test
  void dump_ofThisProcess_failsIfNobodyReads() throws IOException {
    Path file = Files.write(directory.resolve("one"), HexFormat.of().parseHex("0181"));
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    System.out.close();
    String[] words = {"pb", "dump", file.toString()};
    CommandLine line = SennitCommand.processLine(words).setErr(new PrintWriter(err));
    assertThat(SennitCommand.execute(line, words)).isEqualTo(ExitCode.IOERR);
    assertThat(err.toString()).isEqualTo("sennit: standard output cannot be written\n");
  }

  @Test
  void watch_serverStops_endsAsLost() {
    whenWatched(() -> {
      counter.set(1);
      server.close(Duration.ZERO);
    });
    assertThat(run("pb", "watch", url(""), "counter")).isEqualTo(ExitCode.TEMPFAIL);
    assertThat(data).startsWith("test.Counter").endsWith("set(1, 'x')\n");
  }

  @Test
  void call_connectionEndsBeforeTheAnswer_isLost() {
    try (RawServer other = RawServer.tcp()) {
      Thread.startVirtualThread(() -> {
        try (RawPeer peer = other.accept()) {
          peer.send("\\x02\\x80\\x02\\x82pb\\x04\\x82none");
          peer.expect("\\x02\\x82pb\\x02\\x80\\x13\\x87\\x06\\x81");
        }
      });
      assertThat(run("pb", "call", "pb://127.0.0.1:" + other.port(), "x"))
          .isEqualTo(ExitCode.TEMPFAIL);
    }
  }

  @Test
  void references_ofADaemon_areListed() throws IOException {
    String file = password("secret").toString();
    assertThat(run("pb", "references", "--password-file", file, url("alice@"))).isZero();
    assertThat(data).isEqualTo("127.0.0.1:1  alice  1  2  avatar\n");
    assertThat(run("pb", "references", "--json", "--password-file", file, url("alice@"))).isZero();
    assertThat(data)
        .isEqualTo(
            "{\"peer\":\"127.0.0.1:1\",\"users\":[\"alice\"],\"number\":1,\"references\":2,"
                + "\"object\":\"avatar\"}\n");
  }

  private int dump(String hex, String... options) throws IOException {
    Path file =
        Files.write(
            directory.resolve("stream"), HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    String[] arguments = Arrays.copyOf(new String[] {"pb", "dump"}, options.length + 3);
    System.arraycopy(options, 0, arguments, 2, options.length);
    arguments[arguments.length - 1] = file.toString();
    return run(arguments);
  }

  @Test
  void dump_client_isReadable() throws IOException {
    assertThat(
            dump(
                """
                02 82 70 62
                02 80 13 87 06 81
                07 80 1a 87 01 81 04 82 726f6f74 03 82 616464 01 81 03 80 0b 87 01 81 02 83 01 80 05 87
                03 80 02 82 22ff 84 3ff8000000000000 03 82 c3a90a
                """))
        .isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo(
            """
                   0  "pb"
                   4  (version 6)
                  10  (message 1 "root" "add" 1 (tuple 1 -2) (dictionary))
                  41  ("\\"\\xff" 1.5 "\u00e9\\n")
            """);
    assertThat(dump("01 80 01 81 02 81", "--json", "--skip", "2")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo(
            "{\"offset\":2,\"length\":2,\"item\":\"1\"}\n{\"offset\":4,\"length\":2,\"item\":\"2\"}\n");
  }

  @Test
  void dump_junk_isToldWithItsPlace() throws IOException {
    assertThat(dump("01 81 02 80 05 81 99 00")).isEqualTo(ExitCode.DATAERR);
    assertThat(data).isEqualTo("       0  1\n");
    assertThat(err.toString()).contains("stream: byte 6: type: 0x99 (expected: 0x80 to 0x87)");
    assertThat(dump("01 81 05 82 61")).isEqualTo(ExitCode.DATAERR);
    assertThat(data).isEqualTo("       0  1\n");
    assertThat(err.toString()).contains("stream: byte 2: an item of which only 3 bytes are here");
    assertThat(run("pb", "dump", directory.resolve("none").toString())).isEqualTo(ExitCode.NOINPUT);
    assertThat(dump("01 81", "--skip", "3")).isEqualTo(ExitCode.NOINPUT);
    assertThat(dump("01 81", "--skip", "-1")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void dump_longStream_isReadInPieces() throws IOException {
    String one = "03 80 08 87 01 81 " + "7f 4e 82" + "61".repeat(127 + 128 * 78);
    assertThat(dump(one.repeat(30))).isEqualTo(ExitCode.OK);
    assertThat(data.lines()).hasSize(30).allMatch(line -> line.contains("(list 1 \"aaa"));
    assertThat(Octets.utf8(data).length()).isGreaterThan(30 * 10_000);
  }
}
