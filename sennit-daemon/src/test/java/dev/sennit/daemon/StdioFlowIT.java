package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.StdioFlow.Service;
import dev.sennit.daemon.config.MapsListener.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class StdioFlowIT {
  private static final String TWO_TABLES =
      """
      [table.a]
      source = "static"
      entries = { "k" = "v" }
      [table.b]
      source = "static"
      entries = { "k" = "w" }
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter notes = new StringWriter();

  private int serve(String toml, Service service, InputStream in, OutputStream output)
      throws IOException {
    Path file = Files.writeString(directory.resolve("c.toml"), toml);
    return StdioFlow.serve(
        Optional.of(file), service, in, output, new PrintWriter(notes), Map.of());
  }

  private int serve(String toml, Protocol protocol, Optional<String> table, String in)
      throws IOException {
    InputStream bytes = new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8));
    return serve(toml, new Service(protocol, table), bytes, out);
  }

  @Test
  void serve_tcpTable_answersAllBeforeTheEndOfTheInput() throws IOException {
    assertThat(serve(TWO_TABLES, Protocol.TCP_TABLE, Optional.of("b"), "get k\nget x\njunk\n"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("200 w\n500 not found\n400 unknown command\n");
    assertThat(notes.toString()).isEmpty();
  }

  @Test
  void serve_socketmap_servesTablesByTheirNames() throws IOException {
    assertThat(serve(TWO_TABLES, Protocol.SOCKETMAP, Optional.empty(), "3:a k,3:b k,3:c k,"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("4:OK v,4:OK w,16:PERM no such map,");
  }

  @Test
  void serve_dialogue_answersWhileTheInputIsOpen() throws Exception {
    PipedOutputStream questions = new PipedOutputStream();
    PipedInputStream answers = new PipedInputStream();
    try (InputStream in = new PipedInputStream(questions);
        OutputStream output = new PipedOutputStream(answers)) {
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(() -> {
            try {
              return serve(
                  TWO_TABLES, new Service(Protocol.TCP_TABLE, Optional.of("a")), in, output);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      questions.write("get k\n".getBytes(StandardCharsets.UTF_8));
      questions.flush();
      assertThat(answers.readNBytes(6)).asString().isEqualTo("200 v\n");
      questions.close();
      assertThat(code.get()).isZero();
    }
  }

  @Test
  void serve_severalTablesAndNoneNamed_endsWith64() throws IOException {
    assertThat(serve(TWO_TABLES, Protocol.TCP_TABLE, Optional.empty(), "")).isEqualTo(64);
    assertThat(notes.toString()).contains("table: none (expected: one of a, b)");
  }

  @Test
  void serve_mistakes_endsWith78() throws IOException {
    assertThat(serve("stat = 1\n", Protocol.TCP_TABLE, Optional.empty(), "")).isEqualTo(78);
    assertThat(notes.toString()).contains("c.toml:1:1: stat: unknown key");
    assertThat(out.size()).isZero();
  }
}
