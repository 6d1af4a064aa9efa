package dev.sennit.pb.jelly;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.PbMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Any item as the answer to a call: a value, or a [JellyException].
class JellyReaderFuzzTest {
  record Point(int x, @Nullable Object y) {}

  private static final PbTypes TYPES =
      PbTypes.standard()
          .record("a.P", Point.class)
          .instances("a.I")
          .modules("m")
          .cache("a.C", Object::new, (_, _) -> {});

  @FuzzTest
  void read(byte[] bytes) {
    byte[] head = Bananas.bytes("03 80 1b 87 01 81");
    byte[] answer = new byte[head.length + bytes.length];
    System.arraycopy(head, 0, answer, 0, head.length);
    System.arraycopy(bytes, 0, answer, head.length, bytes.length);
    try {
      if (Bananas.command(answer) instanceof PbMessage.Answer(_, var item)) {
        Object value = new JellyReader(TYPES, new Anything()).read(item);
        if (value instanceof Map<?, ?> map && map.size() > bytes.length) {
          throw new AssertionError(map.size());
        }
      }
    } catch (ProtocolException _) {
      // what cannot be read is said to be so
    }
  }
}
