package dev.sennit.daemon.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of one of Postfix's `%` templates.
sealed interface TemplatePart {

  /// Text that stands for itself.
  record Text(String text) implements TemplatePart {}

  /// A letter or digit after a `%`.
  record Field(char letter) implements TemplatePart {
    /// What a template of `%1` to `%9` needs: so many labels of the key's domain; 0 for the others.
    int labels() {
      return letter >= '1' && letter <= '9' ? letter - '0' : 0;
    }
  }

  /// Takes a template apart; `%%` is a percent sign.
  ///
  /// @param letters which fields there are, besides the digits 1 to 9
  /// @param option the template's name, for messages
  /// @param whole the text that positions are counted in, for messages
  /// @param offset where the template begins in `whole`
  /// @throws IllegalArgumentException for any other `%`; tells its position, from 1
  static List<TemplatePart> parse(
      String template, String letters, String option, String whole, int offset) {
    List<TemplatePart> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < template.length(); at++) {
      char c = template.charAt(at);
      if (c != '%') {
        text.append(c);
        continue;
      }
      char letter = ++at < template.length() ? template.charAt(at) : '\0';
      if (letter == '%') {
        text.append('%');
      } else if (letter != '\0' && (letters + "123456789").indexOf(letter) >= 0) {
        if (!text.isEmpty()) {
          parts.add(new Text(text.toString()));
          text.setLength(0);
        }
        parts.add(new Field(letter));
      } else {
        throw fault(option, whole, offset + at - 1, letters);
      }
    }
    if (!text.isEmpty()) {
      parts.add(new Text(text.toString()));
    }
    return parts;
  }

  /// @param at index of the `%` in `whole`
  private static IllegalArgumentException fault(
      String option, String whole, int at, String letters) {
    return new IllegalArgumentException(
        option
            + ": "
            + whole
            + " (expected: one of %% %"
            + String.join(" %", letters.split(""))
            + " %1 to %9 at position "
            + (at + 1)
            + ")");
  }

  /// Puts the parts together.
  ///
  /// @param key the key, with all that the parts need of it
  /// @param value what `%s`, `%u` and `%d` are taken from
  /// @param stored what `%v` stands for, in an update
  static String expand(
      List<TemplatePart> parts, AddressFields key, AddressFields value, @Nullable String stored) {
    StringBuilder out = new StringBuilder();
    for (TemplatePart part : parts) {
      switch (part) {
        case Text(var text) -> out.append(text);
        case Field field when field.labels() > 0 -> out.append(key.label(field.labels()));
        case Field(var letter) ->
            out.append(
                switch (letter) {
                  case 's' -> value.whole();
                  case 'u' -> value.user();
                  case 'd' -> value.domain();
                  case 'S' -> key.whole();
                  case 'U' -> key.user();
                  case 'D' -> key.domain();
                  default -> stored == null ? "" : stored;
                });
      }
    }
    return out.toString();
  }
}
