package dev.sennit.pb.jelly;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.ProtocolException;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Forms of every kind inside each other, with references that meet: a value, or a
/// [JellyException]; and what was read can be written, or is said not to be, and then reads again.
class JellyFormsFuzzTest {
  record Point(int x, @Nullable Object y) {}

  static final class Node {
    @Nullable Object state;
  }

  private static final PbTypes TYPES =
      PbTypes.standard()
          .record("a.P", Point.class)
          .copy(
              "a.N",
              Node.class,
              node -> node.state == null ? List.of() : node.state,
              Node::new,
              (node, state) -> node.state = state)
          .instances("a.I")
          .modules("m")
          .references("a.R")
          .cache("a.C", Object::new, (_, _) -> {})
          .persistent(_ -> null, id -> List.of("of", id));

  @FuzzTest
  void readAndWrite(FuzzedDataProvider data) {
    Item item = FuzzedJelly.value(data);
    @Nullable Object value;
    try {
      value = new JellyReader(TYPES, new Anything()).read(item);
    } catch (ProtocolException _) {
      return; // what cannot be read is said to be so
    }
    Item again;
    try {
      JellyWriter writer =
          new JellyWriter(TYPES, Dialect.PB, BananaLimits.defaults(), JellyWriter.Others.NONE);
      writer.value(value);
      again =
          writer
              .finish()
              .item(object -> {
                throw new AssertionError(object);
              });
    } catch (ProtocolException _) {
      return; // caches, for example
    }
    // it names the same classes, so it may come back
    @Nullable Object _ = new JellyReader(TYPES, new Anything()).read(again);
  }
}
