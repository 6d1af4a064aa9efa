package dev.sennit.ident.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A number where a port belongs.
final class PortNumber {
  private static final int MAX_PORT = 65_535;

  private PortNumber() {}

  /// The port, if it is one in one to five plain digits, else 0.
  static int plain(ByteBuf in, int from, int to) {
    if (to - from > 5) {
      return 0;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = in.getByte(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      value = value * 10 + digit;
    }
    return value <= MAX_PORT ? value : 0;
  }

  /// The number without a plus sign and leading zeros, cut after 32 characters; null if it is none.
  static @Nullable String text(ByteBuf in, int from, int to) {
    int digits = skipSign(in, from, to);
    if (digits == to || skipDigits(in, digits, to) < to) {
      return null;
    }
    while (digits < to - 1 && in.getByte(digits) == '0') {
      digits++;
    }
    boolean zero = to - digits == 1 && in.getByte(digits) == '0';
    StringBuilder text = new StringBuilder(8);
    if (in.getByte(from) == '-' && !zero) {
      text.append('-');
    }
    for (int i = digits; i < to && text.length() < IdentBadQuery.MAX_NUMBER_CHARACTERS; i++) {
      text.append((char) in.getByte(i));
    }
    return text.toString();
  }

  /// The port that [#text] tells of, or 0.
  static int of(String text) {
    if (text.length() > 5 || text.startsWith("-")) {
      return 0;
    }
    int value = Integer.parseInt(text);
    return value <= MAX_PORT ? value : 0;
  }

  static int skipSign(ByteBuf in, int from, int to) {
    boolean sign = from < to && (in.getByte(from) == '+' || in.getByte(from) == '-');
    return sign ? from + 1 : from;
  }

  static int skipDigits(ByteBuf in, int from, int to) {
    int i = from;
    while (i < to && in.getByte(i) >= '0' && in.getByte(i) <= '9') {
      i++;
    }
    return i;
  }
}
