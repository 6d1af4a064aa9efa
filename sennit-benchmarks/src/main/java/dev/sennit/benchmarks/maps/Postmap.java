package dev.sennit.benchmarks.maps;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Postfix's own client: one question, one answer, next question.
///
/// @param core the one it runs on
public record Postmap(Workshop workshop, int core) {

  /// Asks for all keys and checks all answers; lookups a second, the start of postmap included.
  public double rate(String endpoint) throws IOException, InterruptedException {
    Path found = workshop.bench().resolve("postmap.out");
    ProcessBuilder command =
        new ProcessBuilder("taskset", "-c", Integer.toString(core), "postmap", "-q", "-", endpoint)
            .redirectInput(workshop.keys().toFile())
            .redirectOutput(found.toFile())
            .redirectError(Redirect.appendTo(workshop.log().toFile()));
    long started = System.nanoTime();
    int code = command.start().waitFor();
    long nanos = System.nanoTime() - started;
    if (code != 0 || Files.mismatch(found, workshop.answers()) >= 0) {
      throw new IOException(
          "postmap -q - %s: ended with %d, answers in %s (expected: as in %s)"
              .formatted(endpoint, code, found, workshop.answers()));
    }
    return workshop.asked() * 1e9 / nanos;
  }

  /// Times a whole command that looks one key up, in seconds.
  ///
  /// @param command prints `value` alone
  public double seconds(List<String> command, String value)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(workshop.log().toFile()));
    long started = System.nanoTime();
    Process process = builder.start();
    String answer = process.inputReader().readAllAsString().strip();
    int code = process.waitFor();
    long nanos = System.nanoTime() - started;
    if (code != 0 || !answer.equals(value)) {
      throw new IOException(
          "%s: ended with %d and said %s (expected: %s)"
              .formatted(String.join(" ", command), code, answer, value));
    }
    return nanos / 1e9;
  }
}
