package dev.sennit.ident.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/// Copies a text, and puts what they mean in the place of the tokens in it.
///
/// A token is found wherever it stands, also inside a longer word. What is no token, or was made
/// with other keys, stays as it is, whatever bytes it has. However long the text and its lines, no
/// more than 8 KiB of it are held.
public final class TokenFilter {
  private static final int HELD_BYTES = 8_192;
  private static final int LENGTH = TokenKeys.TOKEN_CHARACTERS;

  private final TokenKeys keys;
  private final Function<AuditRecord, String> meaning;

  /// Puts `[time uid=... local remote]` in the place of each token.
  public TokenFilter(TokenKeys keys) {
    this(keys, record -> "[" + record + "]");
  }

  /// @param meaning what is put in the place of a token
  public TokenFilter(TokenKeys keys, Function<AuditRecord, String> meaning) {
    this.keys = keys;
    this.meaning = meaning;
  }

  /// Copies all of the text. Blocks as long as reading and writing do; flushes whenever it is about
  /// to wait for more.
  ///
  /// @return how many tokens were replaced
  /// @throws IOException if reading or writing fails
  public long copy(InputStream in, OutputStream out) throws IOException {
    byte[] held = new byte[HELD_BYTES];
    int length = 0;
    long replaced = 0;
    while (true) {
      int more = in.read(held, length, held.length - length);
      int end = more < 0 ? length : length + more;
      int at = 0;
      int written = 0;
      // a place may be judged once a whole token's length follows it, or a byte that ends the word
      while (at < end) {
        int word = wordLength(held, at, end);
        if (word < LENGTH && at + word == end && more >= 0) {
          break;
        }
        if (word < LENGTH) {
          at += Math.max(word, 1);
          continue;
        }
        Optional<AuditRecord> record =
            mayBegin(held, at)
                ? keys.open(new String(held, at, LENGTH, StandardCharsets.ISO_8859_1))
                : Optional.empty();
        if (record.isPresent()) {
          out.write(held, written, at - written);
          out.write(meaning.apply(record.get()).getBytes(StandardCharsets.UTF_8));
          replaced++;
          at += LENGTH;
          written = at;
        } else {
          at++;
        }
      }
      out.write(held, written, at - written);
      System.arraycopy(held, at, held, 0, end - at);
      length = end - at;
      out.flush();
      if (more < 0) {
        return replaced;
      }
    }
  }

  /// Whether the version stands there: the six bits 000000, then 01 and four more.
  private static boolean mayBegin(byte[] text, int at) {
    byte second = text[at + 1];
    return text[at] == 'A'
        && ((second >= 'Q' && second <= 'Z') || (second >= 'a' && second <= 'f'));
  }

  /// How many characters of tokens stand there, at most as many as a token has.
  private static int wordLength(byte[] text, int from, int to) {
    int end = Math.min(to, from + LENGTH);
    int at = from;
    while (at < end && isTokenCharacter(text[at])) {
      at++;
    }
    return at - from;
  }

  private static boolean isTokenCharacter(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_';
  }
}
