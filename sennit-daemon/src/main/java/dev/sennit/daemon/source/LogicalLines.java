package dev.sennit.daemon.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The logical lines of one of Postfix's text files.
///
/// A line that starts with a blank goes on with the line before it; lines that are empty, all
/// blanks, or whose first character other than a blank is `#` are passed over, also between a line
/// and its continuation. Blanks are the six of ASCII. The text is bytes seen as Latin-1.
///
/// @see <a href="https://www.postfix.org/postmap.1.html">postmap(1), "table format"</a>
record LogicalLines(String text) {

  /// One logical line.
  ///
  /// @param number of its first line in the file, from 1
  /// @param text without line ends; starts with no blank
  record Line(int number, String text) {}

  static LogicalLines of(byte[] content) {
    return new LogicalLines(new String(content, StandardCharsets.ISO_8859_1));
  }

  /// @throws IllegalArgumentException if the first line that counts starts with a blank
  List<Line> read() {
    List<Line> lines = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    int first = 0;
    int number = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      String line = text.substring(start, end < 0 ? text.length() : end);
      start = end < 0 ? text.length() : end + 1;
      number++;
      if (isIgnored(line)) {
        continue;
      }
      if (!isBlank(line.charAt(0))) {
        close(lines, first, open);
        first = number;
      } else if (first == 0) {
        throw TextFault.at(number, line, "a line that starts without a blank");
      }
      open.append(line);
    }
    close(lines, first, open);
    return lines;
  }

  private static void close(List<Line> lines, int first, StringBuilder open) {
    if (first > 0) {
      lines.add(new Line(first, open.toString()));
      open.setLength(0);
    }
  }

  private static boolean isIgnored(String line) {
    int at = skipBlanks(line, 0);
    return at == line.length() || line.charAt(at) == '#';
  }

  /// The index of the first character at or after `from` that is no blank.
  static int skipBlanks(String line, int from) {
    int at = from;
    while (at < line.length() && isBlank(line.charAt(at))) {
      at++;
    }
    return at;
  }

  /// The text from `from` without the blanks at both ends.
  static String trimmed(String line, int from) {
    int start = skipBlanks(line, from);
    int end = line.length();
    while (end > start && isBlank(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
