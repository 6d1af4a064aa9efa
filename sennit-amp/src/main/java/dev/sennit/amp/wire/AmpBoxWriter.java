package dev.sennit.amp.wire;

import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;

/// Puts boxes into bytes, keys in ascending order. Never fails: a box holds only what fits.
public final class AmpBoxWriter implements WireWriter<AmpBox> {

  /// For any number of connections.
  public AmpBoxWriter() {}

  @Override
  public void write(AmpBox box, ByteBuf out) {
    out.ensureWritable(box.wireBytes());
    append(box, out);
  }

  static void append(AmpBox box, ByteBuf out) {
    for (int i = 0; i < box.size(); i++) {
      Octets key = box.key(i);
      Octets value = box.value(i);
      out.writeShort(key.length());
      key.writeTo(out);
      out.writeShort(value.length());
      value.writeTo(out);
    }
    out.writeShort(0);
  }
}
