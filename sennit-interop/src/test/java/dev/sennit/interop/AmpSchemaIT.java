package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The examples of docs/amp.md: a schema goes to Twisted as generated code and as it is, and comes
/// back the same.
@Tag("peer")
@Timeout(120)
class AmpSchemaIT {
  private static final Path MANUAL = SennitDaemon.launcher().resolveSibling("docs/amp.md");

  private static List<String> fences(String language) throws IOException {
    return Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(Files.readString(MANUAL))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static Path manual(Scratch scratch) throws IOException {
    scratch.write("export_amp.py", fences("python").get(0));
    scratch.write("load_amp.py", fences("python").get(1));
    return scratch.write("schema.json", fences("json").getFirst());
  }

  private static String python(Scratch scratch, String script) throws InterruptedException {
    return Program.run(
            "sh",
            "-c",
            "cd \"$1\" && exec /usr/bin/python3 " + script,
            "sh",
            scratch.path().toString())
        .expect(0)
        .text();
  }

  @Test
  void schema_asGeneratedCode_comesBackTheSame() throws Exception {
    try (var scratch = new Scratch()) {
      Path schema = manual(scratch);
      String stubs =
          Program.run(
                  SennitDaemon.command("amp", "stubs", "python", "--schema", schema.toString())
                      .toArray(String[]::new))
              .expect(0)
              .text();
      scratch.write("stubs.py", stubs);
      assertThat(AmpSchema.parse(python(scratch, "export_amp.py stubs")))
          .isEqualTo(AmpSchema.parse(Files.readString(schema)));
    }
  }

  @Test
  void schema_loadedByTwisted_comesBackTheSame() throws Exception {
    try (var scratch = new Scratch()) {
      Path schema = manual(scratch);
      scratch.write(
          "loaded.py",
          """
          import load_amp
          for name, command in load_amp.commands("schema.json"):
              command.__module__ = "loaded"
              globals()[name] = command
          """);
      assertThat(AmpSchema.parse(python(scratch, "export_amp.py loaded")).commands())
          .containsExactlyInAnyOrderElementsOf(
              AmpSchema.parse(Files.readString(schema)).commands());
    }
  }
}
