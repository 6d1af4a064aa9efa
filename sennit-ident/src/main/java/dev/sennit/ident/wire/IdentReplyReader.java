package dev.sennit.ident.wire;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads replies, on a client: an [IdentReply], or an [IdentRefusal] if a number is no port.
///
/// ```
/// 6 1 9 3   ,   2 3   :   U S E R I D   :   U N I X   ,   U T F - 8   :   j o e CR LF
///                         ^ or ERROR        ^ system      ^ charset, optional
///                                                                     ^ the id: all that follows
/// ```
///
/// Blanks may stand anywhere outside of the words; those around the id belong to it and are kept
/// ([UserId#trimmed()]). Lines without anything are skipped. Anything else is a
/// [ProtocolException].
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-6">RFC 1413, section 6</a>
public final class IdentReplyReader implements WireReader<IdentMessage> {
  private static final String EXPECTED =
      "PORT , PORT : USERID : SYSTEM : NAME, or PORT , PORT : ERROR : WORD";

  private final IdentLines lines;
  private final Set<IdentQuirk> quirks;

  /// @param limit the bytes within which a line must end; 1000 is what RFC 1413 allows for
  /// @param quirks what else is taken
  public IdentReplyReader(int limit, Set<IdentQuirk> quirks) {
    this.lines = new IdentLines("reply", limit);
    this.quirks = Set.copyOf(quirks);
  }

  @Override
  public @Nullable IdentMessage read(ByteBuf in) {
    while (true) {
      int length = lines.next(in);
      if (length == IdentLines.NONE) {
        return null;
      }
      int begin = in.readerIndex();
      lines.take(in, length);
      if (IdentLines.skipBlanks(in, begin, begin + length) < begin + length) {
        return reply(in, begin, begin + length);
      }
    }
  }

  @Override
  public @Nullable IdentMessage readLast(ByteBuf in) {
    int begin = in.readerIndex();
    int end = in.writerIndex();
    boolean counts =
        quirks.contains(IdentQuirk.UNENDED_LINE) && IdentLines.skipBlanks(in, begin, end) < end;
    in.readerIndex(end);
    return counts ? reply(in, begin, end) : null;
  }

  private IdentMessage reply(ByteBuf in, int begin, int end) {
    int comma = in.indexOf(begin, end, (byte) ',');
    int first = comma < 0 ? -1 : in.indexOf(comma, end, (byte) ':');
    int second = first < 0 ? -1 : in.indexOf(first + 1, end, (byte) ':');
    if (second < 0) {
      throw malformed(in, begin, end);
    }
    String serverPort = number(in, begin, comma);
    String clientPort = number(in, comma + 1, first);
    String kind = keyword(in, first + 1, second);
    if (serverPort == null || clientPort == null) {
      throw malformed(in, begin, end);
    }
    try {
      return switch (kind) {
        case "ERROR" -> fault(serverPort, clientPort, keyword(in, second + 1, end));
        case "USERID" ->
            new IdentReply(
                new IdentQuery(PortNumber.of(serverPort), PortNumber.of(clientPort)),
                userId(in, second + 1, end));
        default -> throw malformed(in, begin, end);
      };
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(
          malformed(in, begin, end).getMessage() + ": " + e.getMessage(), e);
    }
  }

  private static IdentMessage fault(String serverPort, String clientPort, String token) {
    IdentError error = IdentError.of(token);
    int server = PortNumber.of(serverPort);
    int client = PortNumber.of(clientPort);
    return server > 0 && client > 0
        ? new IdentReply(new IdentQuery(server, client), Fault.of(error))
        : new IdentRefusal(serverPort, clientPort, error);
  }

  private UserId userId(ByteBuf in, int from, int to) {
    boolean old = quirks.contains(IdentQuirk.RFC_931);
    int colon = old ? unescaped(in, from, to) : in.indexOf(from, to, (byte) ':');
    if (colon < 0) {
      throw new IllegalArgumentException("no colon before the name");
    }
    String field = text(in, from, colon);
    field = old ? Rfc931.unquote(field) : field;
    int comma = field.indexOf(',');
    String opsys = comma < 0 ? field : field.substring(0, comma).strip();
    String charset = comma < 0 ? null : field.substring(comma + 1).strip();
    Octets id = octets(in, colon + 1, to);
    boolean quoted = old && charset == null && !opsys.equals("OTHER");
    return new UserId(opsys, charset, quoted ? Rfc931.unquoteId(id) : id);
  }

  /// The first colon without a backslash before it, or -1.
  private static int unescaped(ByteBuf in, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in.getByte(i) == '\\') {
        i++;
      } else if (in.getByte(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable String number(ByteBuf in, int from, int to) {
    int begin = IdentLines.skipBlanks(in, from, to);
    return PortNumber.text(in, begin, IdentLines.trimEnd(in, begin, to));
  }

  private String keyword(ByteBuf in, int from, int to) {
    String word = text(in, from, to);
    return quirks.contains(IdentQuirk.ANY_CASE) ? word.toUpperCase(Locale.ROOT) : word;
  }

  /// Without the blanks around it; one character for each byte.
  private static String text(ByteBuf in, int from, int to) {
    int begin = IdentLines.skipBlanks(in, from, to);
    int end = IdentLines.trimEnd(in, begin, to);
    return in.toString(begin, end - begin, StandardCharsets.ISO_8859_1);
  }

  private static Octets octets(ByteBuf in, int from, int to) {
    return Octets.take(in.duplicate().setIndex(from, to), to - from);
  }

  private ProtocolException malformed(ByteBuf in, int begin, int end) {
    return lines.malformed(in, begin, end, EXPECTED);
  }
}
