package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.nio.file.Path;
import java.util.List;

/// Another program's hand on an SQLite file: Python's own driver.
public final class Sqlite {
  private Sqlite() {}

  /// Runs statements, each ended by a semicolon and a line end; the file is created where absent.
  ///
  /// @return the rows, columns separated by tabs
  public static List<String> run(Path file, String sql) throws InterruptedException {
    try (var scratch = new Scratch()) {
      var script = scratch.peer("sqlite.py").toString();
      var command = List.of("/usr/bin/python3", script, file.toString());
      return Program.run(Octets.utf8(sql), command).expect(0).text().lines().toList();
    }
  }
}
