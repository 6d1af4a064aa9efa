package dev.sennit.daemon.source;

import dev.sennit.maps.keys.CaseFold;
import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Reads the text that Postfix's `postmap` and `texthash:` read.
///
/// ```text
/// line  = key 1*blank value
/// key   = 1*( "\" any | DQUOTE *any DQUOTE | any but blank )
/// value = all the rest, without the blanks at both ends
/// ```
///
/// A key keeps its quotes and backslashes: `"a b"@example.com` is asked with them. The first of two
/// equal keys counts, and the second is warned about, as postmap does. Where postmap passes over a
/// bad line with a warning, this reader refuses the file: an entry that vanishes is a mail lost.
final class TextTable {
  private final boolean foldKeys;
  private final Consumer<String> warnings;
  private final PackedTable entries = new PackedTable();

  private TextTable(boolean foldKeys, Consumer<String> warnings) {
    this.foldKeys = foldKeys;
    this.warnings = warnings;
  }

  /// @param foldKeys whether keys are folded as they are read
  /// @param warnings gets one line for each thing that is odd, but no mistake
  /// @throws IllegalArgumentException for a mistake, as `line 7: text (expected: ...)`
  static PackedTable read(byte[] content, boolean foldKeys, Consumer<String> warnings) {
    TextTable table = new TextTable(foldKeys, warnings);
    List<LogicalLines.Line> lines = LogicalLines.of(content).read();
    lines.forEach(table::add);
    return table.entries.trimmed();
  }

  private void add(LogicalLines.Line line) {
    String text = line.text();
    int end = keyEnd(line);
    Octets key = octets(text.substring(0, end));
    Octets value = octets(LogicalLines.trimmed(text, end));
    if (value.isEmpty()) {
      throw TextFault.at(line.number(), text, "a key, a blank and a value");
    }
    if (key.indexOf((byte) 0, 0) >= 0 || Entry.faultIn(value).isPresent()) {
      throw TextFault.at(line.number(), text, "a text without CR and NUL");
    }
    if (text.charAt(end - 1) == ':') {
      warnings.accept(
          "line " + line.number() + ": " + key.forLog() + " ends in a colon: an aliases(5) file?");
    }
    Octets held = foldKeys ? CaseFold.fold(key) : key;
    if (!entries.putIfAbsent(held, value)) {
      warnings.accept(
          "line " + line.number() + ": duplicate key " + key.forLog() + ": the first one counts");
    }
  }

  private static int keyEnd(LogicalLines.Line line) {
    String text = line.text();
    boolean quoted = false;
    int at = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (LogicalLines.isBlank(c) && !quoted) {
        break;
      }
    }
    if (quoted) {
      throw TextFault.at(line.number(), text, "a second \" in the key");
    }
    return at;
  }

  private static Octets octets(String latin) {
    return Octets.giveUp(latin.getBytes(StandardCharsets.ISO_8859_1));
  }
}
