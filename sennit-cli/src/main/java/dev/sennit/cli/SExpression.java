package dev.sennit.cli;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.Vocabulary;
import java.nio.charset.StandardCharsets;

/// A Banana item as text: `(message 1 "root" "add" 1 (tuple 1 2) (dictionary))`.
final class SExpression {
  private final BananaCursor in;
  private final StringBuilder out = new StringBuilder();

  private SExpression(BananaCursor in) {
    this.in = in;
  }

  /// All of the item, on one line.
  static String of(Item item) {
    SExpression expression = new SExpression(item.cursor());
    expression.value();
    return expression.out.toString();
  }

  private void value() {
    switch (in.next()) {
      case NUMBER -> out.append(in.isLong() ? Long.toString(in.number()) : in.large().toString());
      case REAL -> out.append(PythonRepr.real(in.real()));
      case STRING -> {
        int word = in.word();
        if (word > 0) {
          out.append(Vocabulary.word(word));
        } else {
          string(in.octets());
        }
      }
      case LIST -> {
        int count = in.count();
        out.append('(');
        for (int i = 0; i < count; i++) {
          out.append(i > 0 ? " " : "");
          value();
        }
        out.append(')');
      }
    }
  }

  /// As text where it is UTF-8, otherwise byte by byte.
  private void string(Octets bytes) {
    String text =
        bytes
            .strictUtf8()
            .orElseGet(() -> new String(bytes.toBytes(), StandardCharsets.ISO_8859_1));
    boolean utf8 = bytes.strictUtf8().isPresent();
    out.append('"');
    text.codePoints()
        .forEach(point -> {
          if (point == '"' || point == '\\') {
            out.append('\\').appendCodePoint(point);
          } else if (utf8 || point < 0x7f) {
            out.append(PythonRepr.oneLine(Character.toString(point)));
          } else {
            out.append("\\x%02x".formatted(point));
          }
        });
    out.append('"');
  }
}
