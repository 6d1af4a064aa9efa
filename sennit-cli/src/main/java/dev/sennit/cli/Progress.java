package dev.sennit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// How far bulk work has come, on one line of a terminal; nothing where nobody watches. How much
/// there is to do is not known.
final class Progress implements AutoCloseable {
  private static final long PAUSE_NANOS = 200_000_000L;
  private static final int EVERY = 256;

  private final PrintWriter terminal;
  private final boolean shown;
  private final long begun = System.nanoTime();
  private long last = begun;
  private long count;

  Progress(PrintWriter terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
  }

  /// Whether a person watches standard error. `System.console()` would load a line editor to find
  /// out.
  static boolean isTerminal() {
    try {
      Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
      return device.startsWith("/dev/pts") || device.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  void step() {
    count++;
    if (shown && count % EVERY == 0 && System.nanoTime() - last > PAUSE_NANOS) {
      last = System.nanoTime();
      terminal.print(
          "\r%,d keys, %,.0f a second ".formatted(count, count / ((last - begun) / 1e9)));
      terminal.flush();
    }
  }

  /// Takes the line away.
  @Override
  public void close() {
    if (shown && last != begun) {
      terminal.print("\r\u001b[K");
      terminal.flush();
    }
  }
}
