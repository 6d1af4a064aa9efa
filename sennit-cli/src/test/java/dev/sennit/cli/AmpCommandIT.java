package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpNothing;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServer;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.daemon.amp.DemoCommands;
import dev.sennit.daemon.amp.OwnCertificate;
import dev.sennit.net.Listen;
import dev.sennit.net.StartTls;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(30)
class AmpCommandIT {
  @TempDir Path directory;

  private final CompletableFuture<AmpBox> told = new CompletableFuture<>();
  private final StringWriter err = new StringWriter();
  private String data = "";
  private AmpServer server = start(AmpRouter.of());

  private static AmpServer start(AmpRouter router) {
    return AmpServer.start(AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0)), router);
  }

  @BeforeEach
  void serve() throws IOException {
    server.close();
    Path certificate = directory.resolve("c.pem");
    Path key = directory.resolve("k.pem");
    OwnCertificate.make(certificate, key);
    server =
        start(
            DemoCommands.router()
                .onStartTls(StartTls.unverified().certificate(certificate, key))
                .onRaw(
                    "raw",
                    (request, _) -> {
                      told.complete(request);
                      return CompletableFuture.completedFuture(
                          AmpBox.builder()
                              .put(Octets.utf8("bytes"), Octets.of((byte) 0xff, (byte) '\\'))
                              .put("text", "a\u001b[31m\u2603\n")
                              .build());
                    })
                .on(
                    AmpCommand.of("Quit", AmpNothing.class, AmpNothing.class).quits(),
                    (nothing, _) -> nothing));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int run(String... arguments) {
    StringWriter out = new StringWriter();
    err.getBuffer().setLength(0);
    CommandLine line = SennitCommand.commandLine();
    line.setErr(new PrintWriter(err)).setOut(new PrintWriter(out));
    int code = SennitCommand.execute(line, arguments);
    data = out.toString();
    return code;
  }

  private int port() {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  private int call(String... more) {
    List<String> arguments = new ArrayList<>(List.of("amp", "call", "tcp:127.0.0.1:" + port()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private String schema() throws IOException {
    return Files.writeString(
            directory.resolve("demo.json"),
            new AmpSchema(
                    List.of(
                        DemoCommands.SUM.schema(),
                        DemoCommands.DIVIDE.schema(),
                        DemoCommands.ECHO.schema(),
                        DemoCommands.WAIT.schema()))
                .toJson())
        .toString();
  }

  // ---- raw

  @Test
  void call_raw_printsTheAnswer() {
    assertThat(call("Sum", "a=13", "b=81")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("total=94\n");
    assertThat(err.toString()).isEmpty();
    assertThat(call("--json", "Sum", "a=13", "b=81")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo("{\"command\":\"Sum\",\"outcome\":\"answer\",\"fields\":{\"total\":\"94\"}}\n");
  }

  @Test
  void call_answerWithAnyBytes_isPrintable() throws IOException {
    Path file = Files.write(directory.resolve("bytes"), new byte[] {0, 1, -1});
    assertThat(call("Raw", "x=a=b", "y@=" + file)).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("bytes=\\xff\\\\\ntext=a\\x1b[31m\u2603\\x0a\n");
    AmpBox request = told.join();
    assertThat(request.get("x")).isEqualTo(Octets.utf8("a=b"));
    assertThat(request.get("y")).isEqualTo(Octets.of((byte) 0, (byte) 1, (byte) -1));
    assertThat(call("--json", "Raw")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .contains("\"fields\":{\"bytes\":{\"hex\":\"ff5c\"},\"text\":\"a\\u001b[31m\\u2603\\n\"}");
  }

  @Test
  void call_errors_haveTheirExitCodes() {
    assertThat(call("Divide", "numerator=1", "denominator=0")).isEqualTo(1);
    assertThat(data).isEmpty();
    assertThat(err.toString()).isEqualTo("sennit: Divide: ZERO_DIVISION: division by zero\n");
    assertThat(call("Sum", "a=x", "b=1")).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("sennit: Sum: UNKNOWN: Unknown Error\n");
    assertThat(call("Nope")).isEqualTo(3);
    assertThat(err.toString()).startsWith("sennit: Nope: UNHANDLED: ");
    assertThat(call("--json", "Divide", "numerator=1", "denominator=0")).isEqualTo(1);
    assertThat(data)
        .isEqualTo(
            "{\"command\":\"Divide\",\"outcome\":\"error\",\"code\":\"ZERO_DIVISION\","
                + "\"description\":\"division by zero\"}\n");
    assertThat(call("--json", "Nope")).isEqualTo(3);
    assertThat(data).contains("\"outcome\":\"unhandled\"");
  }

  @Test
  void call_oneWay_waitsForNothing() throws Exception {
    assertThat(call("--one-way", "Raw", "x=1")).isEqualTo(ExitCode.OK);
    assertThat(data).isEmpty();
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(AmpBox.of("_command", "Raw", "x", "1"));
  }

  @Test
  void call_noAnswer_isTemporary() {
    assertThat(call("--timeout", "0.2", "Wait", "seconds=30")).isEqualTo(ExitCode.TEMPFAIL);
    assertThat(err.toString()).contains("200 ms");
    assertThat(call("--json", "--timeout", "0.2", "Wait", "seconds=30"))
        .isEqualTo(ExitCode.TEMPFAIL);
    assertThat(data).contains("\"outcome\":\"timeout\"");
  }

  @Test
  void call_noServer_isUnavailable() {
    assertThat(run("amp", "call", "tcp:127.0.0.1:" + FreePort.tcp(), "Sum"))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("refused");
  }

  @Test
  void call_misuse_isToldAsSuch() {
    assertThat(call("Sum", "a")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("sennit: argument: a (expected: KEY=VALUE)");
    assertThat(call("Sum", "a=1", "a=2")).isEqualTo(ExitCode.USAGE);
    assertThat(call("--timeout", "0", "Sum")).isEqualTo(ExitCode.USAGE);
    assertThat(call("--repeat", "0", "Sum")).isEqualTo(ExitCode.USAGE);
    assertThat(call("--outstanding", "0", "--repeat", "1", "Sum")).isEqualTo(ExitCode.USAGE);
    assertThat(call("--certificate", "x", "Sum")).isEqualTo(ExitCode.USAGE);
    assertThat(call("--trust", directory.resolve("no").toString(), "Sum"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("amp", "call", "tcp:nowhere", "Sum")).isEqualTo(ExitCode.USAGE);
    assertThat(run("amp")).isEqualTo(ExitCode.USAGE);
    assertThat(call("Sum", "a@=" + directory.resolve("no"))).isEqualTo(ExitCode.NOINPUT);
    assertThat(call("Sum", "a=" + "x".repeat(65_536))).isEqualTo(ExitCode.DATAERR);
  }

  // ---- TLS

  @Test
  void call_tls_isVerifiedIfAsked() throws IOException {
    assertThat(call("--tls", "Sum", "a=1", "b=2")).isEqualTo(ExitCode.OK);
    String own = directory.resolve("c.pem").toString();
    assertThat(call("--trust", own, "Sum", "a=1", "b=2")).isEqualTo(ExitCode.OK);
    assertThat(data).isEqualTo("total=3\n");
    Path other = directory.resolve("other.pem");
    OwnCertificate.make(other, directory.resolve("other-key.pem"));
    assertThat(call("--trust", other.toString(), "Sum", "a=1", "b=2")).isEqualTo(ExitCode.TEMPFAIL);
    assertThat(err.toString()).contains("SSLHandshakeException");
  }

  @Test
  void call_tlsRefused_isUnavailable() {
    server.close();
    server = start(DemoCommands.router());
    assertThat(call("--tls", "Sum", "a=1", "b=2")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err.toString()).contains("StartTLS: TLS not available");
  }

  // ---- by a schema

  @Test
  void call_schema_givesTypes() throws IOException {
    String schema = schema();
    assertThat(call("--schema", schema, "--json", "Divide", "numerator=7", "denominator=2"))
        .isEqualTo(ExitCode.OK);
    assertThat(data).contains("\"fields\":{\"result\":3.5}");
    assertThat(
            call(
                "--schema",
                schema,
                "Echo",
                "boolean=true",
                "listof=[1, 2]",
                "amplist=[{\"name\": \"a\", \"value\": 0.5}, {\"name\": \"\\n\"}]",
                "float=inf",
                "unicode=a\u2603",
                "datetime=2024-02-29T23:59:58Z"))
        .isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo(
            """
            unicode=a\u2603
            boolean=true
            float=inf
            datetime=2024-02-29T23:59:58Z
            listof=[1,2]
            amplist=[{"name":"a","value":0.5},{"name":"\\n"}]
            """);
  }

  @Test
  void call_schemaErrors_areToldByTheirExceptions() throws IOException {
    String schema = schema();
    assertThat(call("--json", "--schema", schema, "Divide", "numerator=1", "denominator=0"))
        .isEqualTo(1);
    assertThat(data)
        .contains(
            "\"outcome\":\"error\",\"code\":\"ZERO_DIVISION\",\"exception\":\"ArithmeticException\"");
    Files.writeString(
        directory.resolve("less.json"),
        "{\"commands\":{\"Divide\":{\"arguments\":{\"numerator\":\"Integer\",\"denominator\":"
            + "\"Integer\"},\"response\":{\"result\":\"Boolean\"}}}}");
    String less = directory.resolve("less.json").toString();
    assertThat(call("--json", "--schema", less, "Divide", "numerator=1", "denominator=0"))
        .isEqualTo(2);
    assertThat(data).contains("\"outcome\":\"unknown error\"");
    assertThat(call("--schema", less, "Divide", "numerator=1", "denominator=1"))
        .isEqualTo(ExitCode.PROTOCOL);
    assertThat(err.toString()).contains("result: boolean: 1.0 (expected: True or False)");
  }

  @Test
  void call_valueThatIsNone_isNotSent() throws IOException {
    String schema = schema();
    assertThat(call("--schema", schema, "Sum", "a=x", "b=1")).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).isEqualTo("sennit: a: Integer: x (expected: a whole number)\n");
    assertThat(call("--schema", schema, "Sum", "a=1")).isEqualTo(ExitCode.DATAERR);
    assertThat(call("--schema", schema, "Sum", "a=1", "b=1", "c=1")).isEqualTo(ExitCode.DATAERR);
    assertThat(call("--schema", schema, "Nope")).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).contains("one of the schema: Sum, Divide, Echo, Wait");
    assertThat(call("--schema", schema, "Echo", "listof=1,2")).isEqualTo(ExitCode.DATAERR);
    assertThat(call("--schema", directory.resolve("no").toString(), "Sum"))
        .isEqualTo(ExitCode.NOINPUT);
    Path bad =
        Files.writeString(directory.resolve("bad.json"), "{\"commands\": {\"A\": 1, \"B\": 2}}");
    assertThat(call("--schema", bad.toString(), "Sum")).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString())
        .isEqualTo(
            "sennit: %1$s:1:20: A: 1 (expected: an object)\nsennit: %1$s:1:28: B: 2 (expected: an object)\n"
                .formatted(bad));
  }

  // ---- many

  @Test
  void repeat_calls_areMeasured() {
    assertThat(call("--repeat", "500", "--outstanding", "16", "Sum", "a=1", "b=2"))
        .isEqualTo(ExitCode.OK);
    assertThat(data)
        .startsWith("500 calls, 500 answered, in ")
        .containsPattern("min [0-9,]+ p50 [0-9,]+ p90 [0-9,]+ p99 [0-9,]+ p99.9 [0-9,]+ max");
    assertThat(call("--json", "--repeat", "3", "Sum", "a=1", "b=2")).isEqualTo(ExitCode.OK);
    assertThat(data)
        .startsWith("{\"command\":\"Sum\",\"calls\":3,\"answered\":3,")
        .contains("\"microseconds\":{\"min\":", "\"p99.9\":");
  }

  @Test
  void repeat_failures_endWithTheGravest() {
    assertThat(call("--repeat", "3", "Divide", "numerator=1", "denominator=0")).isEqualTo(1);
    assertThat(data).startsWith("3 calls, 0 answered, ");
    assertThat(call("--repeat", "100000", "Quit")).isEqualTo(ExitCode.TEMPFAIL);
    assertThat(data).contains(" 1 answered");
  }
}
