package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaCursor.Kind;
import org.jspecify.annotations.Nullable;

/// The forms that hold raw items only, and the parts of others that are such.
final class PlainForms {
  private PlainForms() {}

  static @Nullable Object rest(BananaCursor in, int items, @Nullable Object value) {
    for (int i = 0; i < items; i++) {
      in.skip();
    }
    return value;
  }

  static Object text(BananaCursor in, int items) {
    Octets bytes = octets(in, items, "unicode");
    return bytes
        .strictUtf8()
        .orElseThrow(() -> JellyException.value("unicode: " + bytes + " (expected: UTF-8)"));
  }

  static Octets octets(BananaCursor in, int items, String form) {
    if (items < 1 || in.next() != Kind.STRING) {
      throw JellyException.type(form + ": no byte string (expected: one)");
    }
    Octets bytes = in.octets();
    rest(in, items - 1, null);
    return bytes;
  }

  static String word(BananaCursor in, int items, String form) {
    return octets(in, items, form).utf8();
  }

  static Object truth(BananaCursor in, int items) {
    String word = word(in, items, "boolean");
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw JellyException.value("boolean: " + word + " (expected: true or false)");
    };
  }

  static long number(BananaCursor in, int items, String form) {
    if (items != 1 || in.next() != Kind.NUMBER || !in.isLong()) {
      throw JellyException.type(form + ": no number (expected: that of an object)");
    }
    return in.number();
  }

  static Object decimal(BananaCursor in, int items) {
    if (items < 2 || in.next() != Kind.NUMBER) {
      throw JellyException.type("decimal: no number (expected: a number and an exponent)");
    }
    var unscaled = in.large();
    if (in.next() != Kind.NUMBER || !in.isLong() || Math.abs(in.number()) > 1_000_000) {
      throw JellyException.value("decimal: exponent (expected: -1000000 to 1000000)");
    }
    var value = new java.math.BigDecimal(unscaled, (int) -in.number());
    rest(in, items - 2, null);
    return value;
  }

  /// A number or a string that stands for itself.
  static Object plain(BananaCursor in, int items, String form) {
    if (items < 1) {
      throw JellyException.type(form + ": nothing (expected: a number or a name)");
    }
    return switch (in.next()) {
      case NUMBER -> in.isLong() ? (Object) in.number() : in.large();
      case REAL -> in.real();
      case STRING -> in.octets();
      case LIST -> throw JellyException.type(form + ": a list (expected: a number or a name)");
    };
  }
}
