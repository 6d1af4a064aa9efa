package dev.sennit.ident.wire;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/// Writes queries and replies, each a line that ends in CR LF, with the blanks of an [IdentStyle].
///
/// Refuses what RFC 1413 does not let on the wire: an id that is empty, a system or charset that is
/// no token, an error that is none of the four and does not begin with `X`. An id of more than 512
/// bytes is cut, between two characters if it is UTF-8.
///
/// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-6">RFC 1413, section 6</a>
public final class IdentWriter implements WireWriter<IdentMessage> {
  private final IdentStyle style;

  /// @param style where the blanks are
  public IdentWriter(IdentStyle style) {
    this.style = style;
  }

  @Override
  public void write(IdentMessage message, ByteBuf out) {
    switch (message) {
      case IdentQuery query -> pair(query, out);
      case IdentReply(var query, Fault(var error)) -> {
        checkError(error);
        pair(query, out);
        fault(error, out);
      }
      case IdentReply(var query, UserId user) -> {
        checkUser(user);
        pair(query, out);
        user(user, out);
      }
      case IdentRefusal(var serverPort, var clientPort, var error) -> {
        checkError(error);
        pair(serverPort, clientPort, out);
        fault(error, out);
      }
      case IdentBadQuery(var serverPort, var clientPort) -> pair(serverPort, clientPort, out);
    }
    out.writeShort('\r' << 8 | '\n');
  }

  private void pair(IdentQuery query, ByteBuf out) {
    number(query.serverPort(), out);
    ascii(style.pair, out);
    number(query.clientPort(), out);
  }

  private void pair(String serverPort, String clientPort, ByteBuf out) {
    ascii(serverPort, out);
    ascii(style.pair, out);
    ascii(clientPort, out);
  }

  private void fault(IdentError error, ByteBuf out) {
    ascii(style.field, out);
    ascii("ERROR", out);
    ascii(style.field, out);
    ascii(error.token(), out);
  }

  private void user(UserId user, ByteBuf out) {
    ascii(style.field, out);
    ascii("USERID", out);
    ascii(style.field, out);
    ascii(user.opsys(), out);
    if (user.charset() != null) {
      ascii(style.charset, out);
      ascii(user.charset(), out);
    }
    ascii(style.beforeId, out);
    user.cut().writeTo(out);
  }

  /// A number of at most five digits.
  private static void number(int value, ByteBuf out) {
    int divisor = 1;
    while (value / divisor >= 10) {
      divisor *= 10;
    }
    for (; divisor > 0; divisor /= 10) {
      out.writeByte('0' + value / divisor % 10);
    }
  }

  private static void ascii(String text, ByteBuf out) {
    int _ = ByteBufUtil.writeAscii(out, text);
  }

  private static void checkError(IdentError error) {
    if (!error.isStandard() && !error.isPrivate()) {
      throw new ProtocolException(
          "error: " + error + " (expected: a word of RFC 1413, or X and one or more characters)");
    }
  }

  private static void checkUser(UserId user) {
    Octets id = user.id();
    if (id.isEmpty()) {
      throw new ProtocolException("id: nothing (expected: 1 to 512 bytes)");
    }
    checkName("opsys", user.opsys());
    checkName("charset", user.charset());
  }

  /// The comma stands between the two.
  private static void checkName(String name, @Nullable String token) {
    if (token != null && (!Token.isToken(token) || token.indexOf(',') >= 0)) {
      throw new ProtocolException(
          name + ": " + token + " (expected: " + Token.EXPECTED + ", no comma)");
    }
  }
}
