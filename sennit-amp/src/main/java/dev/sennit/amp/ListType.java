package dev.sennit.amp;

import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;

/// `ListOf`: each element behind its length in two bytes. What is unfinished at the end is dropped,
/// as Twisted does.
record ListType<T>(AmpType<T> element) implements AmpType<List<T>> {

  @Override
  public Octets encode(List<T> values, AmpConnection connection) {
    List<Octets> parts = new ArrayList<>(values.size());
    int sum = 0;
    for (T value : values) {
      Octets part = element.encode(value, connection);
      parts.add(part);
      sum = Math.addExact(sum, 2 + part.length());
    }
    byte[] bytes = new byte[sum];
    int at = 0;
    for (Octets part : parts) {
      bytes[at] = (byte) (part.length() >>> 8); // a longer one is refused, as is the whole
      bytes[at + 1] = (byte) part.length();
      part.copyTo(bytes, at + 2);
      at += 2 + part.length();
    }
    return Octets.giveUp(bytes);
  }

  @Override
  public List<T> decode(Octets bytes, AmpConnection connection) {
    List<T> values = new ArrayList<>();
    int at = 0;
    while (at + 2 <= bytes.length()) {
      int length = (bytes.at(at) & 0xff) << 8 | (bytes.at(at + 1) & 0xff);
      int next = at + 2 + length;
      if (next > bytes.length()) {
        break;
      }
      values.add(element.decode(bytes.slice(at + 2, next), connection));
      at = next;
    }
    return List.copyOf(values);
  }
}
