package dev.sennit.amp.wire;

import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;

/// Puts boxes into bytes, keys in ascending order. Never fails: a box holds only what fits.
public final class AmpBoxWriter implements WireWriter<AmpBox> {
  /// The longest box that is put together here before it is copied to the network's buffer.
  private static final int SCRATCH_BYTES = 2048;

  private byte[] scratch = {};

  /// For one connection.
  public AmpBoxWriter() {}

  @Override
  public void write(AmpBox box, ByteBuf out) {
    int length = box.wireBytes();
    if (length > SCRATCH_BYTES) {
      out.ensureWritable(length);
      append(box, out);
      return;
    }
    if (length > scratch.length) {
      scratch = new byte[Math.min(SCRATCH_BYTES, 2 * length)];
    }
    int at = 0;
    for (int i = 0; i < box.size(); i++) {
      at = put(box.key(i), at);
      at = put(box.value(i), at);
    }
    scratch[at] = 0;
    scratch[at + 1] = 0;
    out.writeBytes(scratch, 0, length);
  }

  private int put(Octets text, int at) {
    scratch[at] = (byte) (text.length() >>> 8);
    scratch[at + 1] = (byte) text.length();
    text.copyTo(scratch, at + 2);
    return at + 2 + text.length();
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
