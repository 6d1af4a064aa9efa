package dev.sennit.maps.keys;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The folding of keys that Postfix does for its own tables: full Unicode case folding, without the
/// special rules of Turkic languages.
///
/// | key                     | folded                                                     |
/// |-------------------------|------------------------------------------------------------|
/// | ASCII, no capitals      | the same object                                            |
/// | ASCII                   | `A` to `Z` become `a` to `z`                               |
/// | UTF-8                   | each code point folded alone: `ẞ` and `ß` become `ss`      |
/// | anything else           | as UTF-8 where it is, all other bytes stay as they are     |
///
/// Postfix leaves this to ICU, which copies bytes that are no UTF-8 and folds what lies between; so
/// does this class. Which letters have cases is the running Java's edition of Unicode.
///
/// Pure, and safe to call from any thread.
///
/// @see <a href="https://www.unicode.org/Public/16.0.0/ucd/CaseFolding.txt">CaseFolding.txt, status
///   C and F</a>
public final class CaseFold {
  private static final int DOTLESS_I = 0x131;
  private static final int CAPITAL_SHARP_S = 0x1e9e;

  private CaseFold() {}

  /// The folded key; the same object where nothing changes in a key of pure ASCII.
  public static Octets fold(Octets key) {
    boolean capitals = false;
    for (int i = 0; i < key.length(); i++) {
      byte b = key.at(i);
      if (b < 0) {
        return foldUnicode(key);
      }
      capitals |= b >= 'A' && b <= 'Z';
    }
    return capitals ? lower(key) : key;
  }

  /// The folded text. An unpaired surrogate stays as it is.
  public static String fold(String text) {
    StringBuilder folded = new StringBuilder(text.length() + 4);
    text.codePoints().forEach(codePoint -> append(folded, codePoint));
    return folded.toString();
  }

  private static Octets lower(Octets key) {
    byte[] bytes = key.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        bytes[i] = (byte) (bytes[i] + 'a' - 'A');
      }
    }
    return Octets.giveUp(bytes);
  }

  private static Octets foldUnicode(Octets key) {
    Optional<String> text = key.strictUtf8();
    return text.isPresent() ? Octets.utf8(fold(text.get())) : foldAround(key);
  }

  /* Bytes that are no UTF-8: cut the key at each of them. A cut may fall inside a sequence only if
   * the sequence is broken, because the longest valid one is always taken. */
  private static Octets foldAround(Octets key) {
    StringBuilder latin = new StringBuilder(key.length() + 4);
    int at = 0;
    while (at < key.length()) {
      int length = sequenceAt(key, at);
      Octets part = key.slice(at, at + Math.max(length, 1));
      Octets folded = length == 0 ? part : Octets.utf8(fold(part.utf8()));
      latin.append(new String(folded.toBytes(), StandardCharsets.ISO_8859_1));
      at += part.length();
    }
    return Octets.giveUp(latin.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The length of the UTF-8 sequence that starts here, 1 to 4 bytes, or 0 where none does.
  private static int sequenceAt(Octets key, int at) {
    int first = key.at(at) & 0xff;
    int length = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || at + length > key.length()) {
      return 0;
    }
    return key.slice(at, at + length).strictUtf8().isPresent() ? length : 0;
  }

  /* Folding is "the small form of the capital form", with three exceptions that the Unicode file
   * makes: Cherokee folds to its capitals, the dotless i has no other case outside Turkic
   * languages, and the capital sharp s folds as the small one does. (CaseFoldTest compares every
   * code point with ICU.) */
  private static void append(StringBuilder out, int codePoint) {
    if (codePoint < 0x80) {
      out.append((char) (codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint));
    } else if (codePoint == DOTLESS_I) {
      out.appendCodePoint(codePoint);
    } else if (codePoint == CAPITAL_SHARP_S) {
      out.append("ss");
    } else if (isCherokee(codePoint)) {
      out.appendCodePoint(Character.toUpperCase(codePoint));
    } else {
      Character.toString(codePoint)
          .toUpperCase(Locale.ROOT)
          .codePoints()
          .forEach(capital -> out.append(Character.toString(capital).toLowerCase(Locale.ROOT)));
    }
  }

  private static boolean isCherokee(int codePoint) {
    return (codePoint >= 0x13a0 && codePoint <= 0x13ff)
        || (codePoint >= 0xab70 && codePoint <= 0xabbf);
  }
}
