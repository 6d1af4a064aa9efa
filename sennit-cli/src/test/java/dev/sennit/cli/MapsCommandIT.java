package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.MapHandler;
import dev.sennit.maps.MapsProtocol;
import dev.sennit.maps.MapsServer;
import dev.sennit.maps.MapsServerOptions;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.Listen;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.FreePort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(20)
class MapsCommandIT {
  private final StringWriter err = new StringWriter();
  private final InputStream in = System.in;
  private final PrintStream out = System.out;
  private String data = "";
  private MapsServer tcpTable = start(MapsProtocol.TCP_TABLE);
  private MapsServer socketmap = start(MapsProtocol.SOCKETMAP);

  private static final class Table implements MapHandler {
    private final Map<Octets, Octets> entries = new ConcurrentHashMap<>();

    Table() {
      entries.put(Octets.utf8("alice@example.com"), Octets.utf8("alice@box.test"));
      entries.put(Octets.utf8("raw"), Octets.of((byte) 0xff, (byte) 'x'));
    }

    @Override
    public GetReply get(MapsRequest.Get request, Peer peer) {
      if (request.map().equals("nosuch")) {
        return new MapsReply.Broken("no such map");
      }
      if (request.key().equals(Octets.utf8("down"))) {
        return new MapsReply.TryLater("back end is down");
      }
      Octets value = entries.get(request.key());
      return value == null ? MapsReply.NotFound.INSTANCE : new MapsReply.Found(value);
    }

    @Override
    public PutReply put(MapsRequest.Put request, Peer peer) {
      if (request.key().equals(Octets.utf8("fixed"))) {
        return new MapsReply.Refused("fixed");
      }
      entries.put(request.key(), request.value());
      return MapsReply.Stored.INSTANCE;
    }
  }

  private static MapsServer start(MapsProtocol protocol) {
    return MapsServer.start(
        MapsServerOptions.defaults().protocol(protocol).listen(Listen.tcp("127.0.0.1", 0)),
        new Table());
  }

  @BeforeEach
  void noInput() {
    System.setIn(InputStream.nullInputStream());
  }

  @AfterEach
  void stop() {
    tcpTable.close();
    socketmap.close();
    System.setIn(in);
    System.setOut(out);
  }

  private String tcp() {
    return "tcp:127.0.0.1:" + ((InetSocketAddress) tcpTable.addresses().getFirst()).getPort();
  }

  private String map(String name) {
    int port = ((InetSocketAddress) socketmap.addresses().getFirst()).getPort();
    return "socketmap:inet:127.0.0.1:" + port + ":" + name;
  }

  private int run(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, false, StandardCharsets.ISO_8859_1));
    CommandLine line = SennitCommand.commandLine();
    line.setErr(new PrintWriter(err))
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    int code = line.execute(arguments);
    System.out.flush();
    data = bytes.toString(StandardCharsets.ISO_8859_1);
    return code;
  }

  private static void type(String text) {
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void get_oneKey_printsItsValue() {
    assertThat(run("maps", "get", tcp(), "alice@example.com")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("alice@box.test\n");
    assertThat(err.toString()).isEmpty();
  }

  /// A full disk or a closed pipe: an output that nobody got must not look like an empty one.
  @Test
  void get_outputCannotBeWritten_isAFailure() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    System.setOut(new PrintStream(full, false, StandardCharsets.UTF_8));
    int code =
        SennitCommand.commandLine()
            .setErr(new PrintWriter(err))
            .execute("maps", "get", tcp(), "alice@example.com");
    assertThat(code).isEqualTo(ExitCode.IOERR);
    assertThat(err.toString()).startsWith("sennit: standard output: ").hasLineCount(1);
  }

  @Test
  void put_emptyValue_isMisuse() {
    assertThat(run("maps", "put", tcp(), "k", "")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("sennit: key or value: empty");
  }

  @Test
  void get_socketmap_printsItsValue() {
    assertThat(run("maps", "get", map("aliases"), "alice@example.com")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("alice@box.test\n");
  }

  @Test
  void get_asPostmap_endsWithOneForEveryFailure() {
    assertThat(run("maps", "get", "--postmap", tcp(), "alice@example.com")).isEqualTo(ExitCode.OK);
    assertThat(run("maps", "get", "--postmap", tcp(), "down")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err.toString()).contains("down: try later");
    type("down\nalice@example.com\n");
    assertThat(run("maps", "get", "--postmap", tcp(), "-")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(data).isEmpty();
  }

  @Test
  void get_missingKey_isSilentAndOne() {
    assertThat(run("maps", "get", tcp(), "nobody")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(data).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void get_severalKeys_printsPairsOfHits() {
    assertThat(run("maps", "get", tcp(), "nobody", "alice@example.com")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("alice@example.com\talice@box.test\n");
  }

  @Test
  void get_tryLater_isTempfailWithTheKey() {
    assertThat(run("maps", "get", map("aliases"), "down", "alice@example.com"))
        .isEqualTo(ExitCode.TEMPFAIL);
    assertThat(err.toString()).contains("down: try later: back end is down");
    assertThat(data).isEqualTo("alice@example.com\talice@box.test\n");
  }

  @Test
  void get_unknownMap_isUnavailable() {
    assertThat(run("maps", "get", map("nosuch"), "x")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("x: permanent error: no such map");
  }

  @Test
  void get_noServer_isTempfailAndNamesIt() {
    String nowhere = "tcp:127.0.0.1:" + FreePort.tcp();
    assertThat(run("maps", "get", nowhere, "x", "y")).isEqualTo(ExitCode.TEMPFAIL);
    assertThat(err.toString()).contains(nowhere, "connection refused").hasLineCount(1);
  }

  @Test
  void get_standardInput_answersInOrder() {
    String keys =
        IntStream.range(0, 5000)
            .mapToObj(i -> i % 2 == 0 ? "alice@example.com" : "no" + i)
            .collect(Collectors.joining("\n"));
    type(keys);
    assertThat(run("maps", "get", tcp(), "-")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("alice@example.com\talice@box.test\n".repeat(2500));
  }

  @Test
  void get_valueOfAnyBytes_isWrittenAsItIs() {
    assertThat(run("maps", "get", map("aliases"), "raw")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("\u00ffx\n");
  }

  @Test
  void get_json_isOneObjectALine() {
    assertThat(run("maps", "get", "--json", map("aliases"), "alice@example.com", "nobody", "down"))
        .isEqualTo(ExitCode.TEMPFAIL);
    assertThat(data)
        .isEqualTo(
            """
            {"key":"alice@example.com","outcome":"found","value":"alice@box.test"}
            {"key":"nobody","outcome":"not found"}
            {"key":"down","outcome":"try later","reason":"back end is down"}
            """);
  }

  @Test
  void get_badEndpoint_isMisuse() {
    assertThat(run("maps", "get", "hash:/etc/aliases", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("endpoint: hash:/etc/aliases (expected: ");
  }

  @Test
  void put_oneValue_isThereAfterwards() {
    assertThat(run("maps", "put", tcp(), "bob", "bob@box.test")).isEqualTo(ExitCode.OK);
    assertThat(run("maps", "get", tcp(), "bob")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("bob@box.test\n");
  }

  @Test
  void put_refused_isOneWithTheReason() {
    assertThat(run("maps", "put", tcp(), "fixed", "x")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err.toString()).contains("fixed: refused: fixed");
  }

  @Test
  void put_standardInput_storesEachLine() {
    type("a\t1\nb\t2 3\n");
    assertThat(run("maps", "put", tcp(), "-")).isEqualTo(ExitCode.OK);
    assertThat(run("maps", "get", tcp(), "a", "b")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("a\t1\nb\t2 3\n");
  }

  @Test
  void put_lineThatIsNoPair_namesItsNumber() {
    type("a\t1\nb 2\n");
    assertThat(run("maps", "put", tcp(), "-")).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).contains("line 2: 'b 2' (expected: KEY TAB VALUE)");
  }

  @Test
  void put_socketmap_cannotCarryIt() {
    assertThat(run("maps", "put", map("aliases"), "a", "1")).isEqualTo(ExitCode.PROTOCOL);
  }

  @Test
  void stat_keys_countsOutcomes() {
    assertThat(
            run("maps", "stat", "--json", "--repeat", "50", tcp(), "alice@example.com", "nobody"))
        .isEqualTo(ExitCode.OK);
    assertThat(data)
        .contains("\"requests\":100", "\"found\":50", "\"not found\":50", "\"p99 us\":");
  }
}
