package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes of any length as one argument, for [AmpAs]: what does not fit the component's key goes on
/// in `key.2`, `key.3` and so on.
///
///     record Mail(@AmpAs(AmpLongString.class) Octets body) {}
///
/// | bytes | keys |
/// |---|---|
/// | 0 to 65 535 | `body`, just as a String |
/// | 65 536 to 131 070 | `body` with 65 535 bytes, `body.2` with the rest |
/// | more | each full but the last |
///
/// When it comes, the parts may have any lengths: all are taken until one is missing.
///
/// All of it is one box, so [AmpLimits#boxBytes] bounds it; for more, see [AmpStreams]. To the peer
/// these are ordinary pairs.
public final class AmpLongString implements AmpField<Octets> {
  /// For [AmpAs].
  public AmpLongString() {}

  @Override
  public void write(Octets key, Octets value, AmpBox.Builder box, AmpConnection connection) {
    int at = 0;
    int part = 1;
    do {
      int end = Math.min(value.length(), at + AmpBox.MAX_VALUE_BYTES);
      box.put(part(key, part++), value.slice(at, end));
      at = end;
    } while (at < value.length());
  }

  @Override
  public @Nullable Octets read(Octets key, AmpBox box, AmpConnection connection) {
    Octets first = box.get(key);
    if (first == null || box.get(part(key, 2)) == null) {
      return first;
    }
    List<Octets> parts = new ArrayList<>();
    int sum = 0;
    for (Octets next = first; next != null; next = box.get(part(key, parts.size() + 1))) {
      parts.add(next);
      sum = Math.addExact(sum, next.length());
    }
    byte[] whole = new byte[sum];
    int at = 0;
    for (Octets each : parts) {
      each.copyTo(whole, at);
      at += each.length();
    }
    return Octets.giveUp(whole);
  }

  private static Octets part(Octets key, int number) {
    if (number == 1) {
      return key;
    }
    byte[] suffix = Octets.utf8("." + number).toBytes();
    byte[] name = new byte[key.length() + suffix.length];
    key.copyTo(name, 0);
    System.arraycopy(suffix, 0, name, key.length(), suffix.length);
    return Octets.giveUp(name);
  }
}
