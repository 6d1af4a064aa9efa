package dev.sennit.pb.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// Any bytes behind a greeting: the session answers, passes over or closes, and throws nothing.
/// What it is asked is answered with an object, a number or a failure in turn.
class PbSessionFuzzTest {
  @FuzzTest
  void received(byte[] bytes) {
    Side side = Side.open();
    side.send("first", 0);
    side.send(new Object(), 100);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    int answered = 0;
    try {
      while (side.out.closed == null) {
        PbMessage message = side.wire.read(in);
        if (message == null) {
          break;
        }
        side.session.received(message, side.out);
        while (answered < side.out.asked.size() && side.out.closed == null) {
          answer(side, answered++);
        }
      }
    } catch (ProtocolException fault) {
      side.session.malformed(fault, side.out);
    }
    if (side.session.held(side.out).size() > 3) {
      throw new AssertionError("held: " + side.session.held(side.out));
    }
    side.session.due(side.out.now + 1_000, side.out);
    side.session.closed(dev.sennit.net.CloseReason.LOST, null);
  }

  private static void answer(Side side, int index) {
    long call = side.out.asked.get(index).call();
    switch (index % 3) {
      case 0 ->
          side.session.answered(
              call, new PbOutcome(UnsentTest.jellied(new Object()), false), side.out);
      case 1 ->
          side.session.answered(call, new PbOutcome(Jellied.of(Item.of(index)), false), side.out);
      default -> side.session.failed(call, new IllegalStateException("failed"), side.out);
    }
  }
}
