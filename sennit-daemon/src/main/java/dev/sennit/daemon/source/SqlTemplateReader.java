package dev.sennit.daemon.source;

import java.util.ArrayList;
import java.util.List;

/// Finds the texts of an SQL statement, and makes parameters of those with fields.
///
/// Only as much of SQL is known as tells a text from what is none: quotes, comments, and the
/// backslash of MariaDB.
final class SqlTemplateReader {
  private final String option;
  private final String source;
  private final String letters;
  private final SqlDialect dialect;
  private final StringBuilder sql = new StringBuilder();
  private final List<List<TemplatePart>> parameters = new ArrayList<>();
  private int at;

  SqlTemplateReader(String option, String source, String letters, SqlDialect dialect) {
    this.option = option;
    this.source = source;
    this.letters = letters;
    this.dialect = dialect;
  }

  QueryTemplate read() {
    if (source.isBlank()) {
      throw fault("an SQL statement", 0);
    }
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\'' || (c == '"' && dialect.mysqlTexts())) {
        text(c);
      } else if (c == '"' || c == '`') {
        plain(closing(c) + 1, "a field in a text, not in a name");
      } else if (startsComment()) {
        plain(commentEnd(), "a field in a text, not in a comment");
      } else if (c == '?') {
        throw fault("a field such as '%s', not ?", at);
      } else if (c == '$' && dialect == SqlDialect.POSTGRESQL) {
        throw fault("a text in single quotes, not in dollars", at);
      } else if (c == '%') {
        bare();
      } else {
        sql.append(c);
        at++;
      }
    }
    return new QueryTemplate(sql.toString(), List.copyOf(parameters));
  }

  private void bare() {
    int end = Math.min(at + 2, source.length());
    List<TemplatePart> parts =
        TemplatePart.parse(source.substring(at, end), letters, option, source, at);
    if (parts.getFirst() instanceof TemplatePart.Text) {
      sql.append('%');
    } else {
      parameter(parts);
    }
    at = end;
  }

  private void text(char quote) {
    int end = closing(quote);
    String inside = source.substring(at + 1, end);
    List<TemplatePart> parts = TemplatePart.parse(inside, letters, option, source, at + 1);
    if (parts.stream().noneMatch(TemplatePart.Field.class::isInstance)) {
      sql.append(quote).append(inside.replace("%%", "%")).append(quote);
    } else {
      if (at > 0 && Character.isJavaIdentifierPart(source.charAt(at - 1))) {
        throw fault("a text without a letter in front of its quote", at);
      }
      parameter(
          parts.stream()
              .map(part ->
                  part instanceof TemplatePart.Text(var text)
                      ? new TemplatePart.Text(unescaped(text, quote))
                      : part)
              .toList());
    }
    at = end + 1;
  }

  private void parameter(List<TemplatePart> parts) {
    sql.append('?');
    parameters.add(parts);
  }

  /// The index of the quote that ends what begins here.
  private int closing(char quote) {
    for (int end = at + 1; end < source.length(); end++) {
      char c = source.charAt(end);
      if (c == '\\' && dialect.mysqlTexts() && quote != '`') {
        end++;
      } else if (c == quote) {
        if (end + 1 < source.length() && source.charAt(end + 1) == quote) {
          end++;
        } else {
          return end;
        }
      }
    }
    throw fault("a second " + quote + " for the one", at);
  }

  private boolean startsComment() {
    return source.startsWith("--", at)
        || source.startsWith("/*", at)
        || (source.charAt(at) == '#' && dialect.mysqlTexts());
  }

  private int commentEnd() {
    boolean block = source.startsWith("/*", at);
    int end = source.indexOf(block ? "*/" : "\n", at);
    return end < 0 ? source.length() : end + (block ? 2 : 1);
  }

  private void plain(int end, String expected) {
    List<TemplatePart> parts =
        TemplatePart.parse(source.substring(at, end), letters, option, source, at);
    if (parts.stream().anyMatch(TemplatePart.Field.class::isInstance)) {
      throw fault(expected, at);
    }
    sql.append(source.substring(at, end).replace("%%", "%"));
    at = end;
  }

  private String unescaped(String text, char quote) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        i++;
      } else if (c == '\\' && dialect.mysqlTexts() && i + 1 < text.length()) {
        c = text.charAt(++i);
        switch (c) {
          case 'n' -> c = '\n';
          case 'r' -> c = '\r';
          case 't' -> c = '\t';
          case '0' -> c = '\0';
          case '%', '_' -> plain.append('\\');
          default -> {}
        }
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private IllegalArgumentException fault(String expected, int position) {
    return new IllegalArgumentException(
        option
            + ": "
            + source
            + " (expected: "
            + expected
            + " at position "
            + (position + 1)
            + ")");
  }
}
