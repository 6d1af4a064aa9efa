package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.IdentServer;
import dev.sennit.ident.IdentServerOptions;
import dev.sennit.ident.registry.IdentRegistry;
import dev.sennit.ident.registry.RegistryServer;
import dev.sennit.ident.token.AuditRecord;
import dev.sennit.ident.token.KeyFile;
import dev.sennit.ident.token.TokenKeys;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.net.Listen;
import dev.sennit.testkit.FreePort;
import dev.sennit.testkit.RawPeer;
import dev.sennit.testkit.RawServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(20)
class IdentCommandIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();
  private final InputStream in = System.in;
  private final PrintStream out = System.out;
  private String data = "";
  private final IdentServer server =
      IdentServer.start(
          IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)),
          (connection, _) ->
              switch (connection.local().getPort()) {
                case 1 -> UserId.unix("alice");
                case 2 -> Fault.HIDDEN_USER;
                case 3 -> Fault.UNKNOWN_ERROR;
                case 4 -> Fault.of(IdentError.of("X-BUSY"));
                case 5 -> Fault.of(IdentError.INVALID_PORT);
                case 6 -> UserId.other("\u001b[31mred");
                case 7 -> UserId.unix(String.valueOf(connection.remote().getPort()));
                default -> isItself(connection) ? UserId.unix("itself") : Fault.NO_USER;
              });

  private boolean isItself(IdentConnection connection) {
    return connection.local().getPort() == port() && connection.remote().getPort() > 0;
  }

  private int port() {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  @AfterEach
  void stop() {
    server.close();
    System.setIn(in);
    System.setOut(out);
  }

  private int run(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
    CommandLine line = SennitCommand.commandLine();
    line.setErr(new PrintWriter(err))
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    int code = line.execute(arguments);
    System.out.flush();
    data = bytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private int query(String... more) {
    String[] arguments = new String[more.length + 5];
    String[] first = {"ident", "query", "--port", Integer.toString(port()), "127.0.0.1"};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return run(arguments);
  }

  @Test
  void query_user_isPrinted() {
    assertThat(query("1", "23")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("alice\n");
    assertThat(err.toString()).isEmpty();
    assertThat(query("7", "4711")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("4711\n");
  }

  @ParameterizedTest
  @CsvSource({
    "9, 1, NO-USER",
    "2, 2, HIDDEN-USER",
    "5, 65, INVALID-PORT",
    "3, 75, UNKNOWN-ERROR",
    "4, 75, X-BUSY"
  })
  void query_error_hasItsExitCode(String port, int code, String word) {
    assertThat(query(port, "23")).isEqualTo(code);
    assertThat(data).isEmpty();
    assertThat(err.toString()).isEqualTo("sennit: 127.0.0.1: " + word + "\n");
  }

  @Test
  void query_json_isOneObject() {
    assertThat(query("--json", "1", "23")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo(
            "{\"host\":\"127.0.0.1\",\"serverPort\":1,\"clientPort\":23,\"outcome\":\"user\","
                + "\"opsys\":\"UNIX\",\"charset\":null,\"id\":\"alice\",\"idHex\":\"616c696365\"}\n");
    assertThat(query("--json", "9", "23")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(data).contains("\"outcome\":\"error\",\"error\":\"NO-USER\"");
  }

  @Test
  void query_idWithControlBytes_isEscaped() {
    assertThat(query("6", "23")).isEqualTo(ExitCode.OK);
    assertThat(data).contains("[31mred").doesNotContain("\u001b");
  }

  @Test
  void query_withoutPorts_asksAboutItself() {
    assertThat(query()).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("itself\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--keep"})
  void bench_server_isAskedSoOften(String option) {
    String[] command = {
      "ident",
      "bench",
      "--port",
      "" + port(),
      "--count",
      "50",
      "--at-once",
      "4",
      option,
      "127.0.0.1"
    };
    assertThat(run(command)).isEqualTo(ExitCode.OK);
    assertThat(data)
        .hasLineCount(1)
        .contains(option.equals("--json") ? "\"outcomes\":{\"user\":50}" : "50 queries in ")
        .contains(option.equals("--json") ? "\"queries\":50" : "{user=50}");
  }

  @Test
  void bench_misuseOrNoServer_isToldAsSuch() {
    assertThat(run("ident", "bench", "--count", "0", "127.0.0.1")).isEqualTo(ExitCode.USAGE);
    assertThat(run("ident", "bench", "--at-once", "1001", "127.0.0.1")).isEqualTo(ExitCode.USAGE);
    assertThat(run("ident", "bench", "--port", "70000", "127.0.0.1")).isEqualTo(ExitCode.USAGE);
    assertThat(run("ident", "bench", "--port", "" + FreePort.tcp(), "127.0.0.1"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    try (RawServer silent = RawServer.tcp()) {
      Thread.startVirtualThread(() -> {
        RawPeer _ = silent.accept(); // the connection that is asked about
        silent.accept().close();
      });
      assertThat(run("ident", "bench", "--port", "" + silent.port(), "--count", "1", "127.0.0.1"))
          .isEqualTo(ExitCode.TEMPFAIL);
      assertThat(data).contains("=1}");
    }
  }

  @Test
  void query_noServer_isUnavailable() {
    String nowhere = Integer.toString(FreePort.tcp());
    assertThat(run("ident", "query", "--port", nowhere, "127.0.0.1", "1", "2"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(run("ident", "query", "--port", nowhere, "127.0.0.1"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("refused");
  }

  @Test
  void query_misuse_isToldAsSuch() {
    assertThat(query("1")).isEqualTo(ExitCode.USAGE);
    assertThat(query("0", "1")).isEqualTo(ExitCode.USAGE);
    assertThat(query("1", "70000")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("sennit: PORT-ON-SERVER: 0 (expected: 1 to 65535)")
        .contains("sennit: PORT-ON-CLIENT: 70000 (expected: 1 to 65535)");
    assertThat(run("ident", "query", "--port", "0", "127.0.0.1")).isEqualTo(ExitCode.USAGE);
    assertThat(query("--timeout", "-1", "1", "2")).isEqualTo(ExitCode.USAGE);
    assertThat(run("ident", "query", "no.such.host.invalid", "1", "2")).isEqualTo(ExitCode.USAGE);
    assertThat(run("ident")).isEqualTo(ExitCode.USAGE);
    assertThat(data).isEmpty();
  }

  @Test
  void query_badReplyOrNone_hasItsExitCode() {
    try (RawServer bad = RawServer.tcp()) {
      Thread.startVirtualThread(() -> bad.accept().send("what?\\r\\n"));
      assertThat(run("ident", "query", "--port", "" + bad.port(), "127.0.0.1", "1", "2"))
          .isEqualTo(ExitCode.PROTOCOL);
    }
    try (RawServer silent = RawServer.tcp()) {
      String port = Integer.toString(silent.port());
      assertThat(run("ident", "query", "--timeout", "0.1", "--port", port, "127.0.0.1", "1", "2"))
          .isEqualTo(ExitCode.TEMPFAIL);
    }
  }

  @Test
  void selfTest_here_passes() {
    assertThat(run("ident", "self-test")).isEqualTo(ExitCode.OK);
    assertThat(data).contains("passed  ");
    assertThat(run("ident", "self-test", "--json")).isEqualTo(ExitCode.OK);
    assertThat(data).startsWith("{\"check\":\"").contains("\"result\":\"passed\"");
  }

  @Test
  void diagnose_ownConnection_namesTheOwner() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK);
        Socket ours = new Socket(LOOPBACK, listener.getLocalPort());
        Socket _ = listener.accept()) {
      String local = "127.0.0.1:" + ours.getLocalPort();
      String remote = "127.0.0.1:" + ours.getPort();
      assertThat(run("ident", "diagnose", local, remote)).isEqualTo(ExitCode.OK);
      assertThat(data).contains("belongs to user");
      assertThat(run("ident", "diagnose", "--json", local, "127.0.0.1:1"))
          .isEqualTo(ExitCode.NOT_FOUND);
      assertThat(data).startsWith("{\"finding\":\"");
    }
    assertThat(run("ident", "diagnose", "127.0.0.1", "127.0.0.1:1")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void decrypt_log_hasUsersForTokens() throws IOException {
    Path keys = directory.resolve("keys");
    assertThat(run("ident", "keys", keys.toString())).isEqualTo(ExitCode.OK);
    String token =
        TokenKeys.of(KeyFile.read(keys).toArray(new byte[0][]))
            .seal(
                new AuditRecord(
                    Instant.parse("2026-11-25T10:00:00Z"),
                    4711,
                    new InetSocketAddress(LOOPBACK, 40_000),
                    new InetSocketAddress(LOOPBACK, 6667)));
    assertThat(run("ident", "keys", keys.toString())).isEqualTo(ExitCode.OK); // a newer one
    System.setIn(
        new ByteArrayInputStream(
            ("who is " + token + "?\nno token\n").getBytes(StandardCharsets.US_ASCII)));
    assertThat(run("ident", "decrypt", "--keys", keys.toString())).isEqualTo(ExitCode.OK);
    assertThat(data)
        .startsWith("who is ")
        .contains("4711")
        .contains("40000")
        .endsWith("no token\n");
    assertThat(data).doesNotContain(token);

    System.setIn(new ByteArrayInputStream("nothing\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(run("ident", "decrypt", "--keys", keys.toString())).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(data).isEqualTo("nothing\n");
  }

  @Test
  void decrypt_noKeys_saysSo() throws IOException {
    String nowhere = directory.resolve("nope").toString();
    assertThat(run("ident", "decrypt", "--keys", nowhere)).isEqualTo(ExitCode.NOINPUT);
    assertThat(err.toString()).contains("--keys");
    Path bad = Files.writeString(directory.resolve("bad"), "nonsense");
    assertThat(run("ident", "decrypt", "--keys", bad.toString())).isEqualTo(ExitCode.NOINPUT);
    assertThat(run("ident", "keys", directory.resolve("no/such").toString()))
        .isEqualTo(ExitCode.CANTCREAT);
  }

  @Test
  void register_entry_isListedAndRemoved() {
    Path socket = directory.resolve("control");
    Listen listen = new Listen.Unix(socket, 0600, null, null, 16);
    try (var _ = RegistryServer.start(new IdentRegistry(), Set.of(), listen)) {
      String control = socket.toString();
      assertThat(run("ident", "register", control, "alice", "--remote", "192.0.2.7:6667"))
          .isEqualTo(ExitCode.OK);
      String number = data.strip();
      assertThat(number).matches("[0-9]+");
      assertThat(run("ident", "register", control, "--list")).isEqualTo(ExitCode.OK);
      assertThat(data).contains("alice").hasLineCount(1);
      assertThat(run("ident", "register", control, "--remove", number)).isEqualTo(ExitCode.OK);
      assertThat(run("ident", "register", control, "--remove", number))
          .isEqualTo(ExitCode.NOT_FOUND);
      assertThat(run("ident", "register", control, "--list")).isEqualTo(ExitCode.OK);
      assertThat(data).isEmpty();
      assertThat(run("ident", "register", control)).isEqualTo(ExitCode.USAGE);
      assertThat(run("ident", "register", control, "x", "--remote", "host:port"))
          .isEqualTo(ExitCode.USAGE);
    }
    assertThat(run("ident", "register", socket.toString(), "--list"))
        .isEqualTo(ExitCode.UNAVAILABLE);
  }
}
