package dev.sennit.daemon.source;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.net.wire.Octets;
import java.nio.file.Path;
import java.time.Duration;

/// A text file of keys and values, as for Postfix's `postmap`, held in memory and read again when
/// it changes. Keys and values are bytes. Answers without waiting.
///
/// A lookup sees the old file or the new one, never a mixture. A new file with a mistake is not
/// taken: the log names the line, and the old content stays.
///
/// ```text
/// # a comment
/// alice@example.com   alice@box.test
/// list@example.com    alice@box.test,
///                     bob@box.test
/// "a b"@example.com   carol@box.test
/// ```
public final class FileSource implements Source {
  private final WatchedFile<PackedTable> table;

  /// Which file to read, and how.
  ///
  /// @param file the file to read
  /// @param foldKeys whether its keys are folded as `CaseFold` does, for a table that folds the
  ///   keys it is asked
  /// @param interval how often to look for a change that came without an event of the file system
  public record Settings(Path file, boolean foldKeys, Duration interval) {
    /// Keys are folded, and changes looked for every 2 s.
    public static Settings of(Path file) {
      return new Settings(file, true, Duration.ofSeconds(2));
    }
  }

  /// Reads the file.
  ///
  /// @throws IllegalArgumentException if it cannot be read or holds a mistake
  public FileSource(Settings settings) {
    table =
        new WatchedFile<>(
            settings.file(),
            (content, warnings) -> TextTable.read(content, settings.foldKeys(), warnings),
            settings.interval());
  }

  /// Reads the file now, changed or not.
  ///
  /// @return whether the table is now what the file holds; if not, the log says why
  public boolean reload() {
    return table.reload();
  }

  @Override
  public GetReply find(Octets key) {
    return table.content().find(key);
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public void close() {
    table.close();
  }
}
