package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.Sqlite;
import dev.sennit.interop.peer.TwistedMapClient;
import dev.sennit.interop.peer.TwistedMapServer;
import dev.sennit.interop.peer.TwistedMapServer.Mode;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A Twisted client plays the same lines at Twisted's server and at ours, and the transcripts are
/// compared byte for byte.
@Tag("peer")
@Timeout(300)
class TwistedDialogueIT {
  private static final Map<String, String> ENTRIES =
      Map.of(
          "foo", "ThisIs Foo",
          "bar", " bar really is found\r\n",
          "a b", "with a blank",
          "a%20b", "the escape itself",
          "odd", "100% \"q\" <a@b> ~_-./ü",
          "long", "v".repeat(5000),
          "empty", "");

  /// The dialogue of Twisted's own tests, and what they expect.
  private static final Map<String, String> TWISTED_TESTS = twistedTests();

  private static Map<String, String> twistedTests() {
    var tests = new LinkedHashMap<String, String>();
    tests.put("get", "400 Command 'get' takes 1 parameters.");
    tests.put("get foo bar", "500 ");
    tests.put("put", "400 Command 'put' takes 2 parameters.");
    tests.put("put foo", "400 Command 'put' takes 2 parameters.");
    tests.put("put foo bar baz", "500 put is not implemented yet.");
    tests.put("put foo bar", "500 put is not implemented yet.");
    tests.put("get foo", "200 ThisIs%20Foo");
    tests.put("get bar", "200 %20bar%20really%20is%20found%0D%0A");
    tests.put("get baz", "500 ");
    tests.put("foo", "400 unknown command");
    return tests;
  }

  /// What is answered otherwise on purpose where Twisted's style is copied: an SQL table passes
  /// over empty values as Postfix's own do, before the style comes into play.
  private static final Map<String, String> DIFFERENCES = Map.of("get empty", "500 ");

  private static final List<String> LINES =
      List.of(
          "get foo",
          "get  foo",
          "get\tfoo",
          " get foo",
          "get foo ",
          "get foo\r",
          "get foo bar",
          "get missing",
          "get",
          "get ",
          "get  ",
          "put",
          "put ",
          "put a",
          "put a ",
          "put a b",
          "put a b c",
          "GET foo",
          "quit",
          "",
          " ",
          "x",
          "get a%20b",
          "get a b",
          "get odd",
          "get long",
          "get empty",
          "get %zz",
          "get %",
          "get *",
          "get \"\"",
          "get <>",
          "get FOO",
          "\tput a b",
          "get\u000bfoo",
          "get\ffoo",
          "get foo\u0001",
          "get foo");

  private static final Scratch SCRATCH = new Scratch();
  private static SennitDaemon daemon;

  @BeforeAll
  static void start() throws InterruptedException {
    var sql = new StringBuilder("CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT);\n");
    ENTRIES.forEach((key, value) ->
        sql.append("INSERT INTO aliases VALUES(CAST(X'")
            .append(hex(key))
            .append("' AS TEXT),CAST(X'")
            .append(hex(value))
            .append("' AS TEXT));\n"));
    Sqlite.run(SCRATCH.path("dictionary.sqlite"), sql.toString());
    daemon =
        SennitDaemon.start(
            SCRATCH,
            """
            state = "$D"
            [table.dictionary]
            source = "sqlite"
            database = "dictionary.sqlite"
            query = "SELECT value FROM aliases WHERE name = '%s'"
            fold = false
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$TCP:interface=127.0.0.1"
            table = "dictionary"
            style = "twisted"
            [[maps]]
            protocol = "tcp_table"
            listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
            table = "dictionary"
            """);
  }

  @AfterAll
  static void stop() {
    try (SCRATCH;
        var _ = daemon) {
      // closing is all, also of what a failed start has left
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"SYNC", "DEFERRED"})
  void ask_dialogueOfTwistedsTests_isAnsweredAsByTwisted(Mode mode)
      throws IOException, InterruptedException {
    var lines = octets(List.copyOf(TWISTED_TESTS.keySet()));
    var expected = List.copyOf(TWISTED_TESTS.values());
    try (var twisted = twisted(mode)) {
      assertThat(TwistedMapClient.ask(twisted.port(), lines)).isEqualTo(expected);
    }
    assertThat(TwistedMapClient.ask(daemon.tcpPort(), lines)).isEqualTo(expected);
    assertThat(TwistedMapClient.pipeline(daemon.tcpPort(), lines)).isEqualTo(expected);
  }

  @Test
  void ask_everyOddLine_isAnsweredAsByTwisted() throws IOException, InterruptedException {
    List<String> theirs;
    try (var twisted = twisted(Mode.SYNC)) {
      theirs = TwistedMapClient.ask(twisted.port(), octets(LINES));
    }
    var expected =
        IntStream.range(0, LINES.size())
            .mapToObj(i -> shown(i, DIFFERENCES.getOrDefault(LINES.get(i), theirs.get(i))))
            .toList();
    var ours = TwistedMapClient.ask(daemon.tcpPort(), octets(LINES));
    assertThat(IntStream.range(0, ours.size()).mapToObj(i -> shown(i, ours.get(i))).toList())
        .isEqualTo(expected);
  }

  @Test
  void ask_bytesThatAreNotAscii_areAnsweredAsByTwisted() throws IOException, InterruptedException {
    for (byte[] line :
        new byte[][] {
          {'g', 'e', 't', ' ', (byte) 0xff},
          {'g', 'e', 't', ' ', (byte) 0xc3, (byte) 0xbc},
          {'g', 'e', 't', (byte) 0xa0, 'f', 'o', 'o'},
          {(byte) 0xff, 'g', 'e', 't', ' ', 'f', 'o', 'o'},
          {(byte) 0xc3, (byte) 0xbc},
          {0, 'g', 'e', 't'},
        }) {
      sameTranscript(Octets.of(line));
    }
  }

  @Test
  void ask_lineAsLongAsTwistedReads_isAnsweredAndALongerOneHangsUp()
      throws IOException, InterruptedException {
    for (int length : new int[] {16_383, 16_384, 16_385, 16_386, 70_000}) {
      sameTranscript(Octets.utf8("get " + "k".repeat(length - 4)));
    }
  }

  private static void sameTranscript(Octets line) throws IOException, InterruptedException {
    var lines = List.of(Octets.utf8("get foo"), line, Octets.utf8("get foo"));
    try (var twisted = twisted(Mode.SYNC)) {
      assertThat(TwistedMapClient.ask(daemon.tcpPort(), lines))
          .as("%s of %d bytes", line, line.length())
          .isEqualTo(TwistedMapClient.ask(twisted.port(), lines));
    }
  }

  private static String shown(int line, String answer) {
    String cut = answer.length() > 200 ? answer.length() + " characters" : answer;
    return "[%s] -> [%s]".formatted(LINES.get(line), cut);
  }

  @Test
  void ask_failingBackEnd_isOneLineOfTemporaryFailure() throws IOException, InterruptedException {
    var lines = octets(List.of("get foo"));
    try (var twisted = TwistedMapServer.start(Mode.FAILING, Map.of())) {
      assertThat(TwistedMapClient.ask(twisted.port(), lines))
          .containsExactly("400 This is a test error");
    }
    Sqlite.run(SCRATCH.path("dictionary.sqlite"), "ALTER TABLE aliases RENAME TO gone;\n");
    try {
      // the text of an error stays in our log
      for (int port : List.of(daemon.tcpPort(), daemon.socketmapPort())) {
        assertThat(TwistedMapClient.ask(port, lines))
            .singleElement()
            .asString()
            .matches("400 [ -~]+")
            .doesNotContain("aliases");
      }
    } finally {
      Sqlite.run(SCRATCH.path("dictionary.sqlite"), "ALTER TABLE gone RENAME TO aliases;\n");
    }
    assertThat(TwistedMapClient.ask(daemon.tcpPort(), lines)).containsExactly("200 ThisIs%20Foo");
  }

  @Test
  void halfClose_afterPipelinedRequests_answersAllInOrderThenCloses() throws InterruptedException {
    var lines = octets(List.of("get foo", "get missing", "get odd", "get foo"));
    for (int port : List.of(daemon.tcpPort(), daemon.socketmapPort())) {
      var answers = TwistedMapClient.halfClose(port, lines);
      assertThat(answers).hasSize(5);
      assertThat(answers.getFirst()).isEqualTo("200 ThisIs%20Foo");
      assertThat(answers.get(1)).startsWith("500 ");
      assertThat(answers.get(2)).startsWith("200 100%25");
      assertThat(answers.get(3)).isEqualTo("200 ThisIs%20Foo");
      assertThat(answers.getLast()).isEqualTo(TwistedMapClient.CLOSED);
    }
  }

  @Test
  void ask_defaultStyle_decodesKeysAndKeepsTheAnswersPostfixNeeds() throws InterruptedException {
    var lines =
        octets(
            List.of(
                "get a%20b",
                "get a%2520b",
                "get foo",
                "get odd",
                "get empty",
                "get ",
                "get %zz",
                "get long",
                "get missing",
                "put a b",
                "x",
                "get bar"));
    var answers = TwistedMapClient.ask(daemon.socketmapPort(), lines);
    assertThat(answers).hasSize(lines.size());
    assertThat(answers.subList(0, 4))
        .containsExactly(
            "200 with%20a%20blank",
            "200 the%20escape%20itself",
            "200 ThisIs%20Foo",
            "200 100%25%20\"q\"%20<a@b>%20~_-./%C3%BC");
    assertThat(answers.get(4)).as("empty value").startsWith("500 ");
    assertThat(answers.get(5)).as("empty key").startsWith("500 ");
    assertThat(answers.get(6)).as("bad escape").startsWith("500 ");
    assertThat(answers.get(7)).as("too long").startsWith("400 ");
    assertThat(answers.get(8)).as("missing").startsWith("500 ");
    assertThat(answers.get(9)).as("put").startsWith("500 ");
    assertThat(answers.get(10)).as("unknown command").startsWith("400 ");
    assertThat(answers.get(11)).isEqualTo("200 %20bar%20really%20is%20found%0D%0A");
    assertThat(answers).allMatch(answer -> answer.length() + 1 <= 4096);
  }

  private static TwistedMapServer twisted(Mode mode) throws IOException, InterruptedException {
    var entries = new LinkedHashMap<Octets, Octets>();
    ENTRIES.forEach((key, value) -> entries.put(Octets.utf8(key), Octets.utf8(value)));
    return TwistedMapServer.start(mode, entries);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Octets> octets(List<String> lines) {
    return lines.stream().map(Octets::utf8).toList();
  }
}
