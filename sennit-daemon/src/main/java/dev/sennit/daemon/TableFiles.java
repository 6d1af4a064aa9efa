package dev.sennit.daemon;

import dev.sennit.daemon.config.SourceConfig.Patterns;
import dev.sennit.daemon.config.SourceConfig.TextFile;
import dev.sennit.daemon.config.TableConfig;
import dev.sennit.daemon.source.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Looks over the files that tables are read from.
final class TableFiles {
  private TableFiles() {}

  /// All mistakes in all of them, as `FILE:line:column: what is wrong`. What is only odd is told by
  /// the log when the table is opened.
  static List<String> mistakes(Collection<TableConfig> tables) {
    List<String> mistakes = new ArrayList<>();
    for (TableConfig table : tables) {
      switch (table.source()) {
        case TextFile(Path file) ->
            add(mistakes, file, content -> Finding.inText(content, table.fold()));
        case Patterns(Path file) -> add(mistakes, file, Finding::inPatterns);
        default -> {}
      }
    }
    return mistakes;
  }

  private interface Reader {
    List<Finding> findings(byte[] content);
  }

  private static void add(List<String> mistakes, Path file, Reader reader) {
    try {
      reader.findings(Files.readAllBytes(file)).stream()
          .filter(finding -> !finding.isWarning())
          .map(finding -> file + ":" + finding)
          .forEach(mistakes::add);
    } catch (IOException e) {
      mistakes.add(file + ": cannot be read (" + Daemon.messageOf(e) + ")");
    }
  }
}
