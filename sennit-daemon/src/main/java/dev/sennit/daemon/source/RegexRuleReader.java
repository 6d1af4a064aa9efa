package dev.sennit.daemon.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sennit.daemon.source.RegexRule.Condition;
import dev.sennit.daemon.source.RegexRule.End;
import dev.sennit.daemon.source.RegexRule.Test;
import dev.sennit.daemon.source.RegexRule.Value;
import dev.sennit.net.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one logical line of a file of patterns.
///
/// ```text
/// rule      = test [ "!" test ] *blank replacement
///           / "if" *blank test
///           / "endif"
/// test      = *( "!" / blank ) delimiter pattern delimiter *flag
/// ```
///
/// In a pattern, the delimiter needs a backslash in front of it.
final class RegexRuleReader {
  private final LogicalLines.Line line;
  private final String text;
  private int at;

  /// @throws TextFault if the line is not UTF-8, or holds a NUL or CR
  RegexRuleReader(LogicalLines.Line line) {
    this.line = line;
    String trimmed = LogicalLines.trimmed(line.text(), 0);
    for (int i = 0; i < trimmed.length(); i++) {
      if (trimmed.charAt(i) == '\0' || trimmed.charAt(i) == '\r') {
        throw TextFault.at(line, i, "a text without CR and NUL");
      }
    }
    byte[] bytes = trimmed.getBytes(StandardCharsets.ISO_8859_1);
    text =
        Octets.giveUp(bytes)
            .strictUtf8()
            .orElseThrow(() -> TextFault.at(line, firstMalformed(bytes), "UTF-8"));
  }

  private static int firstMalformed(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult _ =
        StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
    return in.position();
  }

  /// What keeps if and endif in balance where this line cannot be read; nothing for other lines.
  static @Nullable RegexRule inPlaceOf(LogicalLines.Line line) {
    if (isWord(line.text(), "if")) {
      return new Condition(new Test(Pattern.compile(""), false));
    }
    return isWord(line.text(), "endif") ? new End() : null;
  }

  /// @throws TextFault for a mistake, as `line 7: text (expected: ...)`
  RegexRule read() {
    if (!Character.isLetterOrDigit(text.codePointAt(0))) {
      return value();
    }
    if (isWord(text, "if")) {
      at = 2;
      Test test = test();
      end("nothing after the condition");
      return new Condition(test);
    }
    if (isWord(text, "endif")) {
      at = 5;
      end("nothing after endif");
      return new End();
    }
    throw fault("a pattern, if or endif");
  }

  private Value value() {
    List<Test> tests = new ArrayList<>();
    tests.add(test());
    if (at < text.length() && text.charAt(at) == '!') {
      tests.add(test());
    }
    String result = LogicalLines.trimmed(text, at);
    at = LogicalLines.skipBlanks(text, at);
    if (result.isEmpty()) {
      throw fault("a value after the pattern");
    }
    Replacement replacement = replacement(result);
    Test first = tests.getFirst();
    if (replacement.groups() > 0 && first.negated()) {
      throw fault("no $ in the value of a pattern that must not match");
    }
    if (replacement.groups() > first.pattern().groupCount()) {
      throw fault("$1 to $" + first.pattern().groupCount() + ", as many as the pattern has groups");
    }
    return new Value(line.number(), List.copyOf(tests), replacement);
  }

  private Replacement replacement(String result) {
    try {
      return Replacement.parse(result);
    } catch (IllegalArgumentException e) {
      throw fault(String.valueOf(e.getMessage()));
    }
  }

  private Test test() {
    boolean negated = false;
    while (at < text.length()
        && (text.charAt(at) == '!' || LogicalLines.isBlank(text.charAt(at)))) {
      negated ^= text.charAt(at++) == '!';
    }
    if (at == text.length()) {
      throw fault("a pattern");
    }
    char delimiter = text.charAt(at++);
    int start = at;
    while (at < text.length() && text.charAt(at) != delimiter) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw fault(start - 1, "a second " + delimiter + " at the end of the pattern");
    }
    String pattern = text.substring(start, at++);
    return new Test(compiled(pattern, start, flags()), negated);
  }

  private String flags() {
    int start = at;
    while (at < text.length() && !LogicalLines.isBlank(text.charAt(at)) && text.charAt(at) != '!') {
      at++;
    }
    return text.substring(start, at);
  }

  private Pattern compiled(String pattern, int start, String flags) {
    int options = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    boolean ungreedy = false;
    for (int i = 0; i < flags.length(); i++) {
      char flag = flags.charAt(i);
      switch (flag) {
        case 'i' -> options ^= Pattern.CASE_INSENSITIVE;
        case 'm' -> options ^= Pattern.MULTILINE | Pattern.DOTALL;
        case 's' -> options ^= Pattern.DOTALL;
        case 'U' -> ungreedy = !ungreedy;
        default ->
            throw fault(
                at - flags.length() + i,
                "flags out of i, m, s and U, not " + flag + ", which RE2 cannot do");
      }
    }
    try {
      return Pattern.compile(ungreedy ? "(?U)" + pattern : pattern, options);
    } catch (PatternSyntaxException e) {
      int part = Math.max(0, pattern.indexOf(String.valueOf(e.getPattern())));
      throw fault(start + part, "a pattern that RE2 knows; " + e.getDescription());
    } catch (StackOverflowError e) { // it walks through groups by recursion
      throw fault(start, "a pattern whose groups are less deep");
    }
  }

  private static boolean isWord(String text, String word) {
    return text.length() >= word.length()
        && text.substring(0, word.length()).toLowerCase(Locale.ROOT).equals(word)
        && (text.length() == word.length()
            || !Character.isLetterOrDigit(text.charAt(word.length())));
  }

  private void end(String expected) {
    if (LogicalLines.skipBlanks(text, at) < text.length()) {
      throw fault(expected);
    }
  }

  /// A mistake at the place that is read.
  private TextFault fault(String expected) {
    return fault(at, expected);
  }

  private TextFault fault(int where, String expected) {
    int reached = Math.min(where, text.length());
    int offset = text.substring(0, reached).getBytes(StandardCharsets.UTF_8).length;
    return TextFault.at(line, offset, expected);
  }
}
