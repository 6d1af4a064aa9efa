package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;

/// `AmpList`: whole boxes, one behind the other. What is unfinished at the end is dropped, as
/// Twisted does.
record BoxListType<T>(RecordCodec<T> codec) implements AmpType<List<T>> {

  @Override
  public Octets encode(List<T> values, AmpConnection connection) {
    List<Octets> parts = new ArrayList<>(values.size());
    int sum = 0;
    for (T value : values) {
      AmpBox.Builder box = AmpBox.builder();
      codec.write(value, box, connection);
      Octets part = box.build().toOctets();
      parts.add(part);
      sum = Math.addExact(sum, part.length());
    }
    byte[] bytes = new byte[sum];
    int at = 0;
    for (Octets part : parts) {
      part.copyTo(bytes, at);
      at += part.length();
    }
    return Octets.giveUp(bytes);
  }

  @Override
  public List<T> decode(Octets bytes, AmpConnection connection) {
    List<T> values = new ArrayList<>();
    try {
      for (AmpBox box : AmpBox.parse(bytes)) {
        values.add(codec.read(box, connection));
      }
    } catch (RuntimeException e) {
      discardAll(values);
      throw e;
    }
    return List.copyOf(values);
  }

  /// Closes the open files in all of them.
  @SuppressWarnings("unchecked") // a list of this type
  void discardAll(List<?> values) {
    values.forEach(each -> codec.discard((T) each));
  }
}
