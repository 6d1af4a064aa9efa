package dev.sennit.daemon.source;

import dev.sennit.maps.keys.CaseFold;
import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  private final Consumer<Finding> warnings;
  private final PackedTable entries = new PackedTable();

  private TextTable(boolean foldKeys, Consumer<Finding> warnings) {
    this.foldKeys = foldKeys;
    this.warnings = warnings;
  }

  /// @param foldKeys whether keys are folded as they are read
  /// @param warnings gets one line for each thing that is odd, but no mistake
  /// @throws TextFault for a mistake, as `line 7: text (expected: ...)`
  static PackedTable read(byte[] content, boolean foldKeys, Consumer<String> warnings) {
    TextTable table =
        new TextTable(
            foldKeys, odd -> warnings.accept("line " + odd.line() + ": " + odd.message()));
    LogicalLines.of(content).read().forEach(table::add);
    return table.entries.trimmed();
  }

  /// Everything that is wrong or odd, in the order of the lines.
  static List<Finding> findings(byte[] content, boolean foldKeys) {
    List<Finding> findings = new ArrayList<>();
    TextTable table = new TextTable(foldKeys, findings::add);
    for (LogicalLines.Line line :
        LogicalLines.of(content).read(fault -> findings.add(Finding.of(fault)))) {
      try {
        table.add(line);
      } catch (TextFault fault) {
        findings.add(Finding.of(fault));
      }
    }
    return findings;
  }

  private void add(LogicalLines.Line line) {
    String text = line.text();
    int end = keyEnd(line);
    Octets key = octets(text.substring(0, end));
    Octets value = octets(LogicalLines.trimmed(text, end));
    if (value.isEmpty()) {
      throw TextFault.at(line, end, "a key, a blank and a value");
    }
    int control = controlIn(text, key, value, end);
    if (control >= 0) {
      throw TextFault.at(line, control, "a text without CR and NUL");
    }
    if (text.charAt(end - 1) == ':') {
      warnings.accept(
          Finding.warning(line, end - 1, key.forLog() + " ends in a colon: an aliases(5) file?"));
    }
    Octets held = foldKeys ? CaseFold.fold(key) : key;
    if (!entries.putIfAbsent(held, value)) {
      warnings.accept(
          Finding.warning(line, 0, "duplicate key " + key.forLog() + ": the first one counts"));
    }
  }

  /// Where the NUL of the key, or the NUL or CR of the value is; below 0 if there is none.
  private static int controlIn(String text, Octets key, Octets value, int end) {
    if (key.indexOf((byte) 0, 0) >= 0) {
      return text.indexOf('\0');
    }
    if (Entry.faultIn(value).isEmpty()) {
      return -1;
    }
    int at = LogicalLines.skipBlanks(text, end);
    while (text.charAt(at) != '\r' && text.charAt(at) != '\0') {
      at++;
    }
    return at;
  }

  private static int keyEnd(LogicalLines.Line line) {
    String text = line.text();
    boolean quoted = false;
    int quote = 0;
    int at = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
        quote = at;
      } else if (LogicalLines.isBlank(c) && !quoted) {
        break;
      }
    }
    if (quoted) {
      throw TextFault.at(line, quote, "a second \" in the key");
    }
    return at;
  }

  private static Octets octets(String latin) {
    return Octets.giveUp(latin.getBytes(StandardCharsets.ISO_8859_1));
  }
}
