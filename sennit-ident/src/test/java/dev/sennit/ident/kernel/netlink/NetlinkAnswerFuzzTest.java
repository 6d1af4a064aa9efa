package dev.sennit.ident.kernel.netlink;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Any bytes as a datagram, and any as the body of each kind: answers, or a fault.
class NetlinkAnswerFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    tolerate(
        datagram -> {
          for (NetlinkMessage message : NetlinkMessage.readAll(datagram)) {
            bodies(message.body());
            tolerate(_ -> message.errno(), datagram);
          }
          return null;
        },
        ByteBuffer.wrap(bytes));
    bodies(ByteBuffer.wrap(bytes));
  }

  private static void bodies(ByteBuffer body) {
    tolerate(InetDiagSocket::read, body);
    tolerate(ConntrackEntry::read, body);
    tolerate(LocalAddress::read, body);
  }

  private static void tolerate(Function<ByteBuffer, @Nullable Object> reader, ByteBuffer bytes) {
    int position = bytes.position();
    int limit = bytes.limit();
    try {
      Object _ = reader.apply(bytes);
    } catch (ProtocolException expected) {
      if (String.valueOf(expected.getMessage()).isEmpty()) {
        throw new AssertionError(expected);
      }
    }
    if (bytes.position() != position || bytes.limit() != limit) {
      throw new AssertionError("the buffer was moved");
    }
  }
}
