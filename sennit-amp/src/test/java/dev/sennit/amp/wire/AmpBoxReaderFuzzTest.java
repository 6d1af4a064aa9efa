package dev.sennit.amp.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// Any bytes, cut anywhere: boxes, or a fault; the same ones for every cut.
class AmpBoxReaderFuzzTest {
  private static final int BYTES = 512;
  private static final int PAIRS = 16;

  private record Reading(List<AmpBox> boxes, boolean fault) {}

  @FuzzTest
  void read(byte[] bytes) {
    Reading whole = read(List.of(bytes));
    Reading dripped = read(Drip.oneByOne(bytes));
    if (!whole.equals(dripped)) {
      throw new AssertionError("in pieces: " + dripped + " (expected: " + whole + ")");
    }
    for (AmpBox box : whole.boxes()) {
      if (!AmpBox.parse(box.toOctets()).equals(List.of(box))) {
        throw new AssertionError("box: " + box + " (expected: to come back)");
      }
    }
  }

  private static Reading read(List<byte[]> pieces) {
    AmpBoxReader reader = new AmpBoxReader(BYTES, PAIRS);
    ByteBuf in = Unpooled.buffer();
    List<AmpBox> boxes = new ArrayList<>();
    try {
      for (byte[] piece : pieces) {
        in.writeBytes(piece);
        for (AmpBox box = reader.read(in); box != null; box = reader.read(in)) {
          boxes.add(box);
        }
        if (in.readableBytes() > BYTES) {
          throw new AssertionError("held: " + in.readableBytes() + " (expected: <= " + BYTES + ")");
        }
        in.discardReadBytes();
      }
      return new Reading(boxes, false);
    } catch (ProtocolException fault) {
      return new Reading(boxes, true);
    } finally {
      in.release();
    }
  }
}
