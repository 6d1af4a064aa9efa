package dev.sennit.amp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Any bytes as any argument: a value, whose own bytes are read as the same value, or a
/// [ProtocolException].
class AmpTypesFuzzTest {
  private static final AmpConnection CONNECTION = new AmpDispatcher(AmpRouter.of()).connection();

  private static final Map<String, AmpType<?>> TYPES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("int", AmpTypes.INT),
              Map.entry("long", AmpTypes.LONG),
              Map.entry("integer", AmpTypes.INTEGER),
              Map.entry("string", AmpTypes.STRING),
              Map.entry("bytes", AmpTypes.BYTES),
              Map.entry("unicode", AmpTypes.UNICODE),
              Map.entry("boolean", AmpTypes.BOOLEAN),
              Map.entry("float", AmpTypes.FLOAT),
              Map.entry("decimal", AmpTypes.DECIMAL),
              Map.entry("big decimal", AmpTypes.BIG_DECIMAL),
              Map.entry("date and time", AmpTypes.DATE_TIME),
              Map.entry("path", AmpTypes.PATH),
              Map.entry("descriptor", AmpTypes.DESCRIPTOR),
              Map.entry("list of integer", AmpTypes.listOf(AmpTypes.INTEGER)),
              Map.entry("list of lists", AmpTypes.listOf(AmpTypes.listOf(AmpTypes.UNICODE)))));

  record Row(
      Optional<Integer> int32,
      Optional<Long> int64,
      Optional<BigInteger> integer,
      Optional<Octets> string,
      Optional<String> unicode,
      Optional<Boolean> truth,
      Optional<Double> real,
      Optional<AmpDecimal> decimal,
      Optional<BigDecimal> big,
      Optional<OffsetDateTime> when,
      Optional<Path> path,
      Optional<List<List<Integer>>> lists,
      Optional<List<Inner>> inner,
      @AmpAs(AmpLongString.class) Optional<Octets> octets,
      @AmpAs(AmpLongUnicode.class) Optional<String> text) {}

  record Inner(Optional<List<Octets>> list) {}

  record Rows(List<Row> rows) {}

  private static final AmpCommand<Row, Rows> EVERY = AmpCommand.of("Every", Row.class, Rows.class);

  @FuzzTest
  void decode(byte[] bytes) {
    Octets value = Octets.of(bytes);
    TYPES.forEach((name, type) -> check(name, value, type));
    checkBoxes(value);
  }

  private static <T> void check(String name, Octets bytes, AmpType<T> type) {
    Octets plain;
    try {
      plain = type.encode(type.decode(bytes, CONNECTION), CONNECTION);
    } catch (ProtocolException refused) {
      return;
    }
    Octets again = type.encode(type.decode(plain, CONNECTION), CONNECTION);
    if (!again.equals(plain)) {
      throw new AssertionError(name + ": " + again + " (expected: " + plain + ")");
    }
  }

  /// The bytes as boxes, each of which is read as a request; and as one `AmpList` in an answer.
  private static void checkBoxes(Octets bytes) {
    List<AmpBox> boxes;
    try {
      boxes = AmpBox.parse(bytes);
    } catch (ProtocolException refused) {
      return;
    }
    for (AmpBox box : boxes) {
      AmpBox plain;
      try {
        plain = EVERY.write(EVERY.readRequest(box, CONNECTION), CONNECTION).build();
      } catch (ProtocolException refused) {
        continue;
      }
      AmpBox again = EVERY.write(EVERY.readRequest(plain, CONNECTION), CONNECTION).build();
      if (!again.equals(plain)) {
        throw new AssertionError("box: " + again + " (expected: " + plain + ")");
      }
    }
    if (bytes.length() <= AmpBox.MAX_VALUE_BYTES) {
      checkList(AmpBox.builder().put(Octets.utf8("rows"), bytes).build());
    }
  }

  private static void checkList(AmpBox answer) {
    Rows rows;
    try {
      rows = EVERY.readResponse(answer, CONNECTION);
    } catch (ProtocolException refused) {
      return;
    }
    AmpBox plain;
    try {
      plain = EVERY.writeResponse(rows, CONNECTION).build();
    } catch (ProtocolException tooLong) {
      return; // a relative path has become longer, or a point a nought
    }
    Rows again = EVERY.readResponse(plain, CONNECTION);
    if (!again.equals(rows)) {
      throw new AssertionError("rows: " + again + " (expected: " + rows + ")");
    }
  }
}
