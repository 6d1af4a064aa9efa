package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpNothing;
import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.daemon.amp.DemoCommands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AmpStubsCommandTest {
  /// Names that are keywords, take each other's place, or are no identifiers at all.
  private static final String ODD =
      """
      {
        "commands": {
          "String": {
            "arguments": {"class": "Integer", "dash-arg": "Unicode", "dash_arg": "Boolean", "toString": "Float"},
            "response": {}
          },
          "send it": {
            "arguments": {
              "rows": {"type": "AmpList", "of": {"at": "DateTime", "no": {"type": "AmpList", "of": {"x": "Path"}}}},
              "\\u2603": {"type": "ListOf", "of": {"type": "ListOf", "of": "Decimal"}},
              "zip": "Zipped",
              "file": "Descriptor",
              "log": {"type": "Descriptor", "optional": true},
              "maybe": {"type": "ListOf", "of": "String", "optional": true}
            },
            "response": {"ok": {"type": "Boolean", "optional": true}, "descriptor": "Descriptor"},
            "errors": {"ValueError": "BAD \\"VALUE\\"\\n", "Odd-Error": "ODD"},
            "fatalErrors": {"Fatal": "F"},
            "quits": true
          },
          "Send-It": {
            "arguments": {},
            "response": {},
            "requiresAnswer": false
          }
        }
      }
      """;

  /// The commands of one side, as `stubs` takes them from a class.
  static final class Side {
    record Ping(int number) {}

    @SuppressWarnings("unused") // found by reflection
    private static final AmpCommand<Ping, AmpNothing> PING =
        AmpCommand.of(Ping.class, AmpNothing.class).quits();

    private Side() {}
  }

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();
  private String data = "";

  private int stubs(String... more) {
    List<String> arguments = new ArrayList<>(List.of("amp", "stubs"));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    err.getBuffer().setLength(0);
    CommandLine line = SennitCommand.commandLine();
    line.setErr(new PrintWriter(err)).setOut(new PrintWriter(out));
    int code = SennitCommand.execute(line, arguments.toArray(String[]::new));
    data = out.toString();
    return code;
  }

  private String schema(String json) throws IOException {
    return Files.writeString(directory.resolve("schema.json"), json).toString();
  }

  @Test
  void python_ofAClass_isItsCommands() {
    assertThat(stubs("python", "--class", Side.class.getName())).isEqualTo(ExitCode.OK);
    assertThat(data)
        .isEqualTo(
            """
            \"""Commands of AMP, written by `sennit amp stubs`.\"""

            from twisted.protocols import amp


            class Ping(amp.Command):
                arguments = [
                    (b"number", amp.Integer()),
                ]
                response = []
                responseType = amp.QuitBox
            """);
  }

  @Test
  void python_oddNames_becomeIdentifiers() throws IOException {
    assertThat(stubs("python", "--schema", schema(ODD))).isEqualTo(ExitCode.OK);
    assertThat(data)
        .contains("class Zipped(amp.String):")
        .contains("class OddError(Exception):")
        .doesNotContain("class ValueError")
        .contains("class SendIt(amp.Command):\n    commandName = b\"send it\"\n")
        .contains("class SendIt2(amp.Command):\n    commandName = b\"Send-It\"\n")
        .contains("(b\"\\xe2\\x98\\x83\", amp.ListOf(amp.ListOf(amp.Decimal()))),")
        .contains("(b\"file\", amp.Descriptor()),", "(b\"log\", amp.Descriptor(optional=True)),")
        .contains("(b\"maybe\", amp.ListOf(amp.String(), optional=True)),")
        .contains("errors = {ValueError: b\"BAD \\\"VALUE\\\"\\x0a\", OddError: b\"ODD\"}")
        .contains("fatalErrors = {Fatal: b\"F\"}")
        .contains("requiresAnswer = False");
  }

  @Test
  void json_ofClasses_isTheirSchema() {
    assertThat(stubs("json", "--class", DemoCommands.class.getName())).isEqualTo(ExitCode.OK);
    assertThat(AmpSchema.parse(data))
        .isEqualTo(
            new AmpSchema(
                List.of(
                    DemoCommands.SUM.schema(),
                    DemoCommands.DIVIDE.schema(),
                    DemoCommands.ECHO.schema(),
                    DemoCommands.WAIT.schema())));
  }

  /// The generated class is compiled, and gives the schema that it came from.
  @Test
  void java_ofASchema_compilesAndComesBack() throws IOException {
    String schema = schema(ODD);
    assertThat(stubs("java", "--schema", schema, "--name", "some.where.Odd"))
        .isEqualTo(ExitCode.OK);
    Path source = directory.resolve("some/where/Odd.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, data);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                "-proc:none",
                "-d",
                directory.toString(),
                source.toString());
    assertThat(code).as(data).isZero();
    assertThat(stubs("json", "--class", "some.where.Odd", "--class-path", directory.toString()))
        .as(() -> err.toString())
        .isEqualTo(ExitCode.OK);
    assertThat(AmpSchema.parse(data))
        .isEqualTo(
            AmpSchema.parse(
                ODD.replace("\"Zipped\"", "\"String\"")
                    .replace("\"Odd-Error\"", "\"OddError\"")
                    .replace("\"requiresAnswer\": false", "\"requiresAnswer\": true")));
  }

  @Test
  void java_ofADescriptor_isTheOpenFile() throws IOException {
    String schema =
        schema(
            "{\"commands\":{\"Descriptor\":{\"arguments\":{\"fd\":\"Descriptor\","
                + "\"more\":{\"type\":\"Descriptor\",\"optional\":true}}}}}");
    assertThat(stubs("java", "--schema", schema)).isEqualTo(ExitCode.OK);
    assertThat(data)
        .contains("import dev.sennit.net.Descriptor;")
        .contains("public record Descriptor2(Descriptor fd, Optional<Descriptor> more) {}");
  }

  @Test
  void stubs_mistakes_areTold() throws IOException {
    assertThat(stubs("json")).isEqualTo(ExitCode.USAGE);
    assertThat(stubs("perl", "--class", "X")).isEqualTo(ExitCode.USAGE);
    assertThat(stubs("java", "--schema", schema("{}"), "--name", "1x")).isEqualTo(ExitCode.USAGE);
    assertThat(stubs("json", "--class", "no.such.Thing")).isEqualTo(ExitCode.NOINPUT);
    assertThat(stubs("json", "--class", "java.lang.String")).isEqualTo(ExitCode.DATAERR);
    assertThat(err.toString()).contains("no commands");
    assertThat(stubs("json", "--schema", schema("{}"))).isEqualTo(ExitCode.DATAERR);
  }
}
