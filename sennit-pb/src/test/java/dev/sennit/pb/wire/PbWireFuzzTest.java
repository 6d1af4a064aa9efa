package dev.sennit.pb.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// Any bytes, cut anywhere: messages, or a fault; the same ones for every cut.
class PbWireFuzzTest {
  private static final BananaLimits LIMITS = new BananaLimits(8, 256, 256, 16, 1024);

  @FuzzTest
  void read(byte[] bytes) {
    for (boolean server : new boolean[] {true, false}) {
      List<String> whole = read(server, List.of(bytes));
      assertThat(read(server, Drip.oneByOne(bytes))).isEqualTo(whole);
    }
  }

  private static List<String> read(boolean server, List<byte[]> pieces) {
    PbWire wire = new PbWire(server, List.of(Dialect.PB, Dialect.NONE), LIMITS);
    ByteBuf in = Unpooled.buffer();
    List<String> found = new ArrayList<>();
    try {
      for (byte[] piece : pieces) {
        in.writeBytes(piece);
        while (in.isReadable()) {
          PbMessage message = wire.read(in);
          if (message == null) {
            break;
          }
          found.add(message.toString());
        }
      }
    } catch (ProtocolException e) {
      found.add("fault");
    }
    return found;
  }
}
