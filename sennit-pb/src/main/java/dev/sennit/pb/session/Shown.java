package dev.sennit.pb.session;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbFrozenSet;
import dev.sennit.pb.jelly.PbTuple;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The text of a value that a peer sent, for a message. It is short whatever the value is: written
/// out in full, one of a few bytes whose parts are shared may be longer than memory, or contain
/// itself.
public final class Shown {
  private static final int MOST_CHARACTERS = 200;
  private static final int MOST_DEPTH = 4;
  private static final String MORE = "...";

  private Shown() {}

  /// At most a few hundred characters.
  public static String of(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    show(value, 0, text);
    return text.toString();
  }

  private static void show(@Nullable Object value, int depth, StringBuilder text) {
    switch (value) {
      case null -> text.append("None");
      case String words -> cut(words, text);
      case Octets octets -> cut(octets.forLog(), text);
      case PbTuple tuple -> items("(", tuple.iterator(), ")", depth, text);
      case PbFrozenSet set -> items("{", set.iterator(), "}", depth, text);
      case Collection<?> items -> items("[", items.iterator(), "]", depth, text);
      case Map<?, ?> map -> items("{", map.keySet().iterator(), "}", depth, text);
      case Number number -> cut(number.toString(), text);
      case Boolean truth -> text.append(truth);
      default -> text.append('<').append(value.getClass().getSimpleName()).append('>');
    }
  }

  private static void cut(String words, StringBuilder text) {
    int left = Math.max(0, MOST_CHARACTERS - text.length());
    text.append(words, 0, Math.min(words.length(), left));
    text.append(words.length() > left ? MORE : "");
  }

  private static void items(
      String open, Iterator<?> items, String close, int depth, StringBuilder text) {
    text.append(open);
    for (boolean first = true; items.hasNext(); first = false) {
      text.append(first ? "" : ", ");
      if (depth == MOST_DEPTH || text.length() >= MOST_CHARACTERS) {
        text.append(MORE);
        break;
      }
      show(items.next(), depth + 1, text);
    }
    text.append(close);
  }
}
