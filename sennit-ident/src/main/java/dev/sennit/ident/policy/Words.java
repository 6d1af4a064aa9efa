package dev.sennit.ident.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the words of a file: keywords, strings, braces.
///
/// | what | how it is written |
/// |---|---|
/// | blank | space, tab, LF, CR LF; a comment from `#` to the end of the line, or from `/*` to `*/` |
/// | keyword | in any case, bare |
/// | string | bare: no blank or brace in it, no quote in front; or in `"`, on one line |
///
/// In quotes `\a \b \f \t \v` are what they are in C, as are `\ooo` and `\xhh`; before any other
/// character a backslash stands for that character. What would give NUL, CR or LF is a fault: a
/// line of the protocol would end in the middle of a reply.
final class Words {
  enum Kind {
    KEYWORD,
    STRING,
    OPEN,
    CLOSE,
    END
  }

  /// @param text a keyword in lower case, or the string, one character for each byte
  /// @param offset where it begins in the file
  /// @param broken whether a fault of it is told already
  record Word(Kind kind, String text, int offset, boolean broken) {
    boolean is(String keyword) {
      return kind == Kind.KEYWORD && text.equals(keyword);
    }
  }

  private static final Set<String> KEYWORDS =
      Set.of(
          "user",
          "default",
          "global",
          "to",
          "from",
          "fport",
          "lport",
          "allow",
          "deny",
          "force",
          "hide",
          "reply",
          "random",
          "numeric",
          "random_numeric",
          "spoof",
          "spoof_all",
          "spoof_privport",
          "forward");

  private final String file;
  private final List<PolicyFault> faults = new ArrayList<>();
  private int at;
  private @Nullable Word ahead;

  Words(byte[] file) {
    this.file = new String(file, StandardCharsets.ISO_8859_1);
  }

  /// The next word, which stays.
  Word peek() {
    Word word = ahead;
    if (word == null) {
      word = scan();
      ahead = word;
    }
    return word;
  }

  /// Takes the next word.
  Word take() {
    Word word = peek();
    if (word.kind() != Kind.END) {
      ahead = null;
    }
    return word;
  }

  List<PolicyFault> faults() {
    return faults;
  }

  void fault(int offset, String found, String expected) {
    if (faults.size() == Reading.MAX_FAULTS) {
      return;
    }
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset; i++) {
      char c = file.charAt(i);
      if (c == '\n') {
        line++;
        column = 1;
      } else if ((c & 0xc0) != 0x80) {
        column++;
      }
    }
    faults.add(new PolicyFault(line, column, found, expected));
  }

  void fault(Word word, String expected) {
    if (!word.broken()) {
      fault(word.offset(), found(word), expected);
    }
  }

  private static String found(Word word) {
    return switch (word.kind()) {
      case END -> "end of file";
      case OPEN -> "{";
      case CLOSE -> "}";
      case KEYWORD -> word.text();
      case STRING -> "\"" + word.text() + "\"";
    };
  }

  private Word scan() {
    skipBlanks();
    int begin = at;
    if (at == file.length()) {
      return new Word(Kind.END, "", begin, false);
    }
    return switch (file.charAt(at)) {
      case '{' -> brace(Kind.OPEN);
      case '}' -> brace(Kind.CLOSE);
      case '"' -> quoted();
      default -> bare();
    };
  }

  private Word brace(Kind kind) {
    return new Word(kind, "", at++, false);
  }

  private void skipBlanks() {
    while (at < file.length()) {
      char c = file.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || (c == '\r' && next() == '\n')) {
        at++;
      } else if (c == '#') {
        int end = file.indexOf('\n', at);
        at = end < 0 ? file.length() : end;
      } else if (c == '/' && next() == '*') {
        int end = file.indexOf("*/", at + 2);
        if (end < 0) {
          fault(at, "/*", "a comment that ends");
        }
        at = end < 0 ? file.length() : end + 2;
      } else {
        return;
      }
    }
  }

  private char next() {
    return at + 1 < file.length() ? file.charAt(at + 1) : 0;
  }

  private Word bare() {
    int begin = at;
    boolean broken = false;
    while (at < file.length() && " \t\n{}".indexOf(file.charAt(at)) < 0) {
      char c = file.charAt(at);
      if (c == '\r' && next() == '\n') {
        break;
      }
      if (!broken && (c == '\r' || c == 0)) {
        fault(at, c == 0 ? "NUL" : "CR", "text");
        broken = true;
      }
      at++;
    }
    String text = file.substring(begin, at);
    if (text.equals("/")) {
      fault(begin, "/", "a keyword or a string");
      return new Word(Kind.STRING, text, begin, true);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return KEYWORDS.contains(lower)
        ? new Word(Kind.KEYWORD, lower, begin, false)
        : new Word(Kind.STRING, text, begin, broken);
  }

  private Word quoted() {
    int begin = at++;
    StringBuilder text = new StringBuilder();
    boolean broken = false;
    while (true) {
      if (at == file.length() || file.charAt(at) == '\n') {
        fault(begin, "\"" + text, "a string that ends on its line");
        return new Word(Kind.STRING, text.toString(), begin, true);
      }
      int part = at;
      char c = file.charAt(at++);
      if (c == '"') {
        return new Word(Kind.STRING, text.toString(), begin, broken);
      }
      int value = c == '\\' ? escape() : c;
      if (value < 0 || value == 0 || value == '\r' || value == '\n') {
        // a CR that ends a line is no part of a string that does not end there
        if (!(c == '\r' && at < file.length() && file.charAt(at) == '\n')) {
          String expected =
              value < 0 ? "\\000 to \\377, or \\x00 to \\xff" : "no NUL, CR or LF in a string";
          fault(part, c == '\\' ? file.substring(part, at) : c == 0 ? "NUL" : "CR", expected);
        }
        broken = true;
      } else {
        text.append((char) value);
      }
    }
  }

  /// The value of the escape whose backslash is taken, or -1.
  private int escape() {
    if (at == file.length() || file.charAt(at) == '\n') {
      return '\\'; // the string does not end: told by the caller
    }
    char c = file.charAt(at);
    if (c >= '0' && c <= '9') {
      int end = digits(at, 3, 8);
      if (end == at) {
        at++;
        return -1;
      }
      int value = Integer.parseInt(file, at, end, 8);
      at = end;
      return value > 0xff ? -1 : value;
    }
    at++;
    if (c == 'x' || c == 'X') {
      int end = digits(at, 2, 16);
      if (end > at) {
        int value = Integer.parseInt(file, at, end, 16);
        at = end;
        return value;
      }
    }
    return switch (c) {
      case 'a' -> 7;
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'v' -> 11;
      case 'f' -> '\f';
      case 'r' -> '\r';
      default -> c;
    };
  }

  private int digits(int from, int most, int radix) {
    int end = from;
    while (end < file.length()
        && end < from + most
        && file.charAt(end) < 0x80
        && Character.digit(file.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }
}
