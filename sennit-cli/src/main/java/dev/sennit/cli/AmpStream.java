package dev.sennit.cli;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.net.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// One direction of a captured connection: bytes come in pieces, boxes go out with their offsets.
final class AmpStream {
  private static final int TLS_HANDSHAKE = 0x16;

  private final AmpBoxReader reader =
      new AmpBoxReader(AmpBoxReader.BOX_BYTES, AmpBoxReader.BOX_PAIRS);
  private final ByteBuf in = Unpooled.buffer();
  private final ObjLongConsumer<AmpBox> boxes;
  private long offset;
  private @Nullable String fault;
  private boolean secret;

  /// @param boxes is given each box, and the offset of its first byte
  AmpStream(ObjLongConsumer<AmpBox> boxes) {
    this.boxes = boxes;
  }

  /// Takes the next bytes. Behind a fault nothing is read any more.
  void feed(byte[] bytes, int length) {
    if (isOver()) {
      return;
    }
    in.writeBytes(bytes, 0, length);
    try {
      int before = in.readerIndex();
      for (AmpBox box = reader.read(in); box != null; box = reader.read(in)) {
        boxes.accept(box, offset);
        offset += in.readerIndex() - before;
        before = in.readerIndex();
      }
      in.discardSomeReadBytes();
    } catch (ProtocolException e) {
      stop(e);
    }
  }

  private void stop(ProtocolException e) {
    int bad = badKey();
    if (bad >= 0 && in.getUnsignedByte(in.readerIndex() + bad) == TLS_HANDSHAKE && bad == 0) {
      secret = true;
    } else {
      fault = "offset " + (offset + Math.max(bad, 0)) + ": " + e.getMessage();
    }
  }

  /// Where the length of a key stands that cannot be one, from the beginning of the box; -1 if
  /// there is none.
  private int badKey() {
    int at = 0;
    int start = in.readerIndex();
    while (in.readableBytes() - at >= 2) {
      int key = in.getUnsignedShort(start + at);
      if (key > AmpBox.MAX_KEY_BYTES) {
        return at;
      }
      int value = at + 2 + key;
      if (in.readableBytes() - value < 2) {
        return -1;
      }
      at = value + 2 + in.getUnsignedShort(start + value);
    }
    return -1;
  }

  /// Whether nothing more can be read.
  boolean isOver() {
    return fault != null || secret;
  }

  /// What is wrong, with its offset; null if nothing is.
  @Nullable String fault() {
    return fault;
  }

  /// What a person should know at the end; null if there is nothing.
  @Nullable String remark() {
    if (secret) {
      return "offset " + offset + ": TLS begins, which cannot be read";
    }
    int rest = in.readableBytes();
    return fault == null && rest > 0
        ? "offset " + offset + ": the end, after " + rest + " bytes of an unfinished box"
        : null;
  }
}
