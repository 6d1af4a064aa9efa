package dev.sennit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The arguments of a call, as they stand on the command line: `1 'two' three limit=4`.
///
/// @param positional those without a name
/// @param keywords those with one
record PbArguments(List<@Nullable Object> positional, Map<String, @Nullable Object> keywords) {
  private static final Pattern KEYWORD =
      Pattern.compile("(?s)(?<name>[\\p{L}_][\\p{L}\\p{Nd}_]*)=(?<value>.*)");

  /// @throws IllegalArgumentException if one has to be a literal and is none, or begins with a dash
  ///   and is no number
  static PbArguments of(List<String> words) {
    List<@Nullable Object> positional = new ArrayList<>();
    Map<String, @Nullable Object> keywords = new LinkedHashMap<>();
    for (String word : words) {
      if (word.startsWith("-") && PythonLiteral.argument(word) instanceof String) {
        throw new IllegalArgumentException(
            "argument: %s (expected: an option, or a number, or text in quotes)".formatted(word));
      }
      Matcher keyword = KEYWORD.matcher(word);
      if (!keyword.matches()) {
        positional.add(PythonLiteral.argument(word));
      } else if (keywords.containsKey(keyword.group("name"))) {
        throw new IllegalArgumentException(
            "argument: " + keyword.group("name") + "= twice (expected: once)");
      } else {
        keywords.put(keyword.group("name"), PythonLiteral.argument(keyword.group("value")));
      }
    }
    return new PbArguments(positional, keywords);
  }
}
