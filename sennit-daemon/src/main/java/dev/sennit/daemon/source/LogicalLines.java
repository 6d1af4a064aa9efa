package dev.sennit.daemon.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
  /// @param continued where in the text the lines that go on with the first one begin
  record Line(int number, String text, List<Piece> continued) {
    /// A whole line.
    Line(int number, String text) {
      this(number, text, List.of());
    }

    /// The line in the file of what is at this offset of the text.
    int lineOf(int offset) {
      return pieceOf(offset).number();
    }

    /// The character, from 1, in that line of what is at this offset of the text. Bytes that are no
    /// UTF-8 count one each.
    int columnOf(int offset) {
      byte[] before =
          text.substring(pieceOf(offset).offset(), offset).getBytes(StandardCharsets.ISO_8859_1);
      String characters = new String(before, StandardCharsets.UTF_8);
      return characters.codePointCount(0, characters.length()) + 1;
    }

    private Piece pieceOf(int offset) {
      Piece found = new Piece(0, number);
      for (Piece piece : continued) {
        if (piece.offset() <= offset) {
          found = piece;
        }
      }
      return found;
    }
  }

  /// A line of the file within a logical line.
  ///
  /// @param offset where it begins in the text of the logical line
  /// @param number of the line in the file
  record Piece(int offset, int number) {}

  static LogicalLines of(byte[] content) {
    return new LogicalLines(new String(content, StandardCharsets.ISO_8859_1));
  }

  /// @throws TextFault if the first line that counts starts with a blank
  List<Line> read() {
    return read(fault -> {
      throw fault;
    });
  }

  /// @param faults gets each line that starts with a blank where none goes before; it is passed
  ///   over
  List<Line> read(Consumer<TextFault> faults) {
    List<Line> lines = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    List<Piece> pieces = new ArrayList<>();
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
        close(lines, first, open, pieces);
        first = number;
      } else if (first == 0) {
        faults.accept(
            TextFault.at(new Line(number, line), 0, "a line that starts without a blank"));
        continue;
      } else {
        pieces.add(new Piece(open.length(), number));
      }
      open.append(line);
    }
    close(lines, first, open, pieces);
    return lines;
  }

  private static void close(List<Line> lines, int first, StringBuilder open, List<Piece> pieces) {
    if (first > 0) {
      lines.add(new Line(first, open.toString(), List.copyOf(pieces)));
      open.setLength(0);
      pieces.clear();
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
