package dev.sennit.cli;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.testkit.Drip;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Any bytes as a captured stream, cut anywhere: the same lines for every cut, each on one line,
/// with a schema and without.
class AmpStreamFuzzTest {
  private static final AmpSchema SCHEMA =
      AmpSchema.parse(
          """
          {"commands": {"Sum": {
            "arguments": {
              "a": "Integer",
              "b": {"type": "ListOf", "of": "Decimal", "optional": true},
              "c": {"type": "AmpList", "of": {"x": "Unicode", "y": "DateTime"}, "optional": true},
              "d": {"type": "Descriptor", "optional": true}
            },
            "response": {"total": "Float", "path": {"type": "Path", "optional": true}}
          }}}
          """);

  private record Reading(List<String> lines, @Nullable String fault, @Nullable String remark) {}

  @FuzzTest
  void feed(byte[] bytes) {
    check(bytes, null);
    check(bytes, SCHEMA);
  }

  private static void check(byte[] bytes, @Nullable AmpSchema schema) {
    Reading whole = read(List.of(bytes), schema);
    Reading dripped = read(Drip.oneByOne(bytes), schema);
    if (!Objects.equals(whole.lines(), dripped.lines())
        || (whole.fault() == null) != (dripped.fault() == null)) {
      throw new AssertionError("in pieces: " + dripped + " (expected: " + whole + ")");
    }
    for (String line : whole.lines()) {
      if (line.chars().anyMatch(Character::isISOControl)) {
        throw new AssertionError("line: " + line + " (expected: nothing that moves a terminal)");
      }
    }
  }

  private static Reading read(List<byte[]> pieces, @Nullable AmpSchema schema) {
    AmpBoxes boxes = new AmpBoxes(schema);
    List<String> lines = new ArrayList<>();
    AmpStream stream =
        new AmpStream((box, offset) -> {
          AmpBoxes.Shown shown = boxes.show(box, "", "");
          lines.add(offset + " " + shown.text());
          lines.add(String.valueOf(shown.fields().keySet()));
        });
    for (byte[] piece : pieces) {
      stream.feed(piece, piece.length);
    }
    return new Reading(lines, stream.fault(), stream.remark());
  }
}
