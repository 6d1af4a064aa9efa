package dev.sennit.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/// Runs short commands one after the other in one process, silently, so that the build can write
/// down which classes they need and later starts are quick. Used by `src/main/shell/train` only.
///
/// Reads one command line from each line of standard input, words parted by single blanks. What the
/// commands answer is of no interest: one that does not exist trains its own error message.
final class Training {
  private Training() {}

  /// Runs what standard input says.
  ///
  /// @param arguments none
  public static void main(String[] arguments) throws IOException {
    List<String> lines;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      lines = in.lines().toList();
    }
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    System.setOut(silent);
    for (String line : lines) {
      String[] words = line.split(" ");
      CommandLine command = SennitCommand.commandLine(words);
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      command.setOut(nowhere).setErr(nowhere);
      command.execute(words);
    }
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
