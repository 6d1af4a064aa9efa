package dev.sennit.daemon.source;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.net.wire.Octets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A file of patterns, in the syntax of Postfix's regexp_table(5), on RE2: time grows with the
/// length of the key and never explodes. Read again when it changes, as [FileSource]. Hundreds of
/// patterns and a key of many kilobytes take seconds even so: a lookup counts as one that may
/// block, and ends when it is interrupted.
///
/// ```text
/// /^(.+)-bounces@lists\.test$/    bounces+$1@lists.test
/// if /@example\.com$/
/// !/^(alice|bob)@/                REJECT no such user
/// endif
/// ```
///
/// | part      | meaning                                                                         |
/// |-----------|---------------------------------------------------------------------------------|
/// | delimiter | any character but a letter, a digit or a blank                                  |
/// | `!`       | the rule holds where the pattern does not                                       |
/// | `i`       | case counts; without it, it does not                                            |
/// | `m`       | `^` and `$` match at line ends within the key, and `.` matches none of them     |
/// | `s`       | turns around whether `.` matches a line end                                     |
/// | `U`       | turns around which repetitions are greedy                                       |
/// | `$1`      | what group 1 matched, also `${1}` and `$(1)`; `$$` is a dollar sign             |
///
/// The first rule that holds wins. RE2 has no back references and no look-around, and knows neither
/// basic expressions (`x` in regexp_table) nor patterns with free blanks (`x` in pcre_table): these
/// are mistakes. Of alternatives that all match, the leftmost wins as in Perl. Postfix asks such
/// tables with the key as it came, so a table around this source should fold no keys.
///
/// @see <a href="https://www.postfix.org/regexp_table.5.html">regexp_table(5)</a>
public final class RegexSource implements Source {
  private final WatchedFile<RegexTable> table;

  /// Which file to read.
  ///
  /// @param file the file to read
  /// @param interval how often to look for a change that came without an event of the file system
  public record Settings(Path file, Duration interval) {
    /// Changes are looked for every 2 s.
    public static Settings of(Path file) {
      return new Settings(file, Duration.ofSeconds(2));
    }
  }

  /// Reads the file.
  ///
  /// @throws IllegalArgumentException if it cannot be read or holds a mistake
  public RegexSource(Settings settings) {
    table =
        new WatchedFile<>(
            settings.file(), (content, _) -> RegexTable.read(content), settings.interval());
  }

  /// Reads the file now, changed or not.
  ///
  /// @return whether the table is now what the file holds; if not, the log says why
  public boolean reload() {
    return table.reload();
  }

  /// Asks the rules, first to last.
  ///
  /// @throws IllegalStateException if the groups of the rule that holds are all empty, so that
  ///   nothing is left as a value
  /// @throws InterruptedException if the caller is interrupted
  @Override
  public GetReply find(Octets key) throws InterruptedException {
    Optional<String> text = key.strictUtf8();
    if (text.isEmpty()) {
      return NotFound.INSTANCE;
    }
    Optional<String> value = table.content().find(text.get());
    return value.isPresent() ? Found.of(value.get()) : NotFound.INSTANCE;
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    table.close();
  }
}
