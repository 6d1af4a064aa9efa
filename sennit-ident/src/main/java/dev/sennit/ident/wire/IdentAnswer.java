package dev.sennit.ident.wire;

import dev.sennit.net.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of a connection's owner: a user, or a reason why not.
public sealed interface IdentAnswer {

  /// The owner.
  ///
  /// A server sends 1 to 512 bytes of the id, and cuts what is longer; a client may meet an empty
  /// one, and up to what a line holds. It is what a remote machine says: never a proof, and never
  /// to be put into a query, a path or a shell as it is.
  ///
  /// @param opsys `UNIX` if the id is a login name, `OTHER` if it is anything else, or another name
  ///   of IANA's list of operating systems; 1 to 64 printable ASCII characters
  /// @param charset the encoding of the id if it is not US-ASCII, else null; likewise
  /// @param id 0 to 1000 bytes, none of them NUL, CR or LF
  /// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-6">RFC 1413, section 6</a>
  record UserId(String opsys, @Nullable String charset, Octets id) implements IdentAnswer {
    /// What a server sends at most.
    public static final int MAX_SENT_BYTES = 512;

    private static final int MAX_BYTES = 1000;

    /// Checks that a line can carry it.
    ///
    /// @throws IllegalArgumentException if a name is none, or the id holds NUL, CR or LF, or is too
    ///   long
    public UserId {
      checkName("opsys", opsys);
      if (charset != null) {
        checkName("charset", charset);
      }
      if (id.length() > MAX_BYTES) {
        throw new IllegalArgumentException(
            "id: " + id.length() + " bytes (expected: at most " + MAX_BYTES + ")");
      }
      for (int i = 0; i < id.length(); i++) {
        if (id.at(i) == 0 || id.at(i) == '\r' || id.at(i) == '\n') {
          throw new IllegalArgumentException(
              "id: " + id.forLog() + " (expected: no NUL, CR or LF)");
        }
      }
    }

    private static void checkName(String name, String value) {
      boolean fits = !value.isEmpty() && value.length() <= Token.MAX_CHARACTERS;
      for (int i = 0; i < value.length() && fits; i++) {
        fits = value.charAt(i) >= ' ' && value.charAt(i) < 0x7f;
      }
      if (!fits) {
        throw new IllegalArgumentException(
            name
                + ": "
                + Octets.utf8(value).forLog()
                + " (expected: 1 to 64 printable ASCII characters)");
      }
    }

    /// A login name on a UNIX system. One that is not ASCII goes as UTF-8, and says so.
    public static UserId unix(String name) {
      Octets id = Octets.utf8(name);
      return new UserId("UNIX", id.length() == name.length() ? null : "UTF-8", id);
    }

    /// Anything that is not a login name: a number, a token, a pseudonym.
    public static UserId other(String id) {
      Octets bytes = Octets.utf8(id);
      return new UserId("OTHER", bytes.length() == id.length() ? null : "UTF-8", bytes);
    }

    /// A text in an encoding of choice.
    ///
    /// @param charset a name that this Java knows
    /// @throws IllegalArgumentException if the encoding is not known, or has no form for the text
    public static UserId encoded(String opsys, String charset, String text) {
      try {
        ByteBuffer bytes =
            Charset.forName(charset)
                .newEncoder()
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(text));
        byte[] id = new byte[bytes.remaining()];
        bytes.get(id);
        return new UserId(opsys, charset, Octets.giveUp(id));
      } catch (CharacterCodingException | UnsupportedOperationException e) {
        throw new IllegalArgumentException(
            "id: " + Octets.utf8(text).forLog() + " (expected: text that " + charset + " has)", e);
      }
    }

    /// Whether the id is said to be a login name, which mail or finger would know.
    public boolean isLogin() {
      return !opsys.equals("OTHER");
    }

    /// The id as most programs use it: without blanks before it, and, if it is a login name without
    /// a charset, without blanks behind it.
    public Octets trimmed() {
      int begin = 0;
      int end = id.length();
      while (begin < end && IdentLines.isBlank(id.at(begin))) {
        begin++;
      }
      while (isLogin() && charset == null && end > begin && IdentLines.isBlank(id.at(end - 1))) {
        end--;
      }
      return id.slice(begin, end);
    }

    /// The trimmed id as text; nothing if it is not text in its charset, or Java does not know the
    /// charset. Without a charset it is US-ASCII.
    public Optional<String> text() {
      try {
        Charset known = charset == null ? StandardCharsets.US_ASCII : Charset.forName(charset);
        return Optional.of(
            known
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(trimmed().toBytes()))
                .toString());
      } catch (CharacterCodingException
          | IllegalCharsetNameException
          | UnsupportedCharsetException e) {
        return Optional.empty();
      }
    }

    /// The id in hexadecimal digits, for charsets that nobody knows.
    public String hex() {
      return HexFormat.of().formatHex(id.toBytes());
    }

    /// The id as a server sends it: at most [#MAX_SENT_BYTES], never half a character of UTF-8.
    Octets cut() {
      if (id.length() <= MAX_SENT_BYTES) {
        return id;
      }
      int end = MAX_SENT_BYTES;
      if ("UTF-8".equalsIgnoreCase(charset)) {
        while (end > MAX_SENT_BYTES - 4 && (id.at(end) & 0xc0) == 0x80) {
          end--;
        }
      }
      return id.slice(0, end);
    }

    /// For logs: `UNIX:joe`, with odd bytes as `\xHH`.
    @Override
    public String toString() {
      return opsys + (charset == null ? "" : "," + charset) + ":" + id.forLog();
    }
  }

  /// No owner can be told.
  ///
  /// @param error why
  record Fault(IdentError error) implements IdentAnswer {
    /// See [IdentError#INVALID_PORT].
    public static final Fault INVALID_PORT = new Fault(IdentError.INVALID_PORT);

    /// See [IdentError#NO_USER].
    public static final Fault NO_USER = new Fault(IdentError.NO_USER);

    /// See [IdentError#HIDDEN_USER].
    public static final Fault HIDDEN_USER = new Fault(IdentError.HIDDEN_USER);

    /// See [IdentError#UNKNOWN_ERROR].
    public static final Fault UNKNOWN_ERROR = new Fault(IdentError.UNKNOWN_ERROR);

    /// The fault of that error.
    public static Fault of(IdentError error) {
      return switch (error.token()) {
        case "INVALID-PORT" -> INVALID_PORT;
        case "NO-USER" -> NO_USER;
        case "HIDDEN-USER" -> HIDDEN_USER;
        case "UNKNOWN-ERROR" -> UNKNOWN_ERROR;
        default -> new Fault(error);
      };
    }

    /// The word.
    @Override
    public String toString() {
      return error.token();
    }
  }
}
