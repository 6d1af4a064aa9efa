package dev.sennit.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/// Where a command writes: data to standard output, everything else to standard error.
///
/// With `--json` each record is one object on a line of its own. Colour is for a terminal only, and
/// never where the environment has `NO_COLOR`.
///
/// @param data standard output: what another program may read
/// @param notes standard error: for a person
/// @param json whether records are written as JSON
/// @param colour whether notes may be coloured
public record Output(PrintWriter data, PrintWriter notes, boolean json, boolean colour) {

  /// The outputs of this process.
  ///
  /// @param data standard output
  /// @param notes standard error
  /// @param environment of the process
  /// @param terminal whether a person watches
  public static Output of(
      PrintWriter data,
      PrintWriter notes,
      boolean json,
      Map<String, String> environment,
      boolean terminal) {
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return new Output(data, notes, json, terminal && !plain);
  }

  /// Standard output for bytes. Unlike `System.out` it fails when nobody takes them: a disk that is
  /// full must not look like a table that is empty.
  static OutputStream bytes() {
    PrintStream out = System.out;
    return new BufferedOutputStream(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            flush();
          }

          @Override
          public void flush() throws IOException {
            if (out.checkError()) {
              throw new IOException("cannot be written");
            }
          }
        },
        1 << 16);
  }

  /// Writes one record: the text, or with `--json` the fields as one object.
  ///
  /// @param text without a line end
  /// @param fields in the order in which they are written
  /// @throws UncheckedIOException if nobody takes it: a disk that is full, or a reader that is
  ///   gone, must not look like a record that was written
  public void record(String text, Map<String, ?> fields) {
    data.print(json ? Json.object(fields) : text);
    data.print('\n');
    if (data.checkError()) { // flushes
      throw new UncheckedIOException(
          "standard output cannot be written", new IOException("a write failed"));
    }
  }

  /// Tells a person something that is no data.
  public void note(String text) {
    notes.print(text + "\n");
    notes.flush();
  }

  /// Tells a person what went wrong, in red where colour is allowed.
  public void fault(String text) {
    note(colour ? "\u001b[31m" + text + "\u001b[0m" : text);
  }
}
