package dev.sennit.amp.schema;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any text: a schema that comes back, or mistakes that have places.
class AmpSchemaFuzzTest {

  @FuzzTest
  void parse(byte[] bytes) {
    AmpSchema schema;
    try {
      schema = AmpSchema.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (SchemaException e) {
      for (String mistake : e.mistakes()) {
        if (!mistake.matches("(?s)[0-9]+:[0-9]+: .*")) {
          throw new AssertionError("mistake: " + mistake + " (expected: a place in front)", e);
        }
      }
      return;
    }
    if (!AmpSchema.parse(schema.toJson()).equals(schema)) {
      throw new AssertionError("schema: " + schema + " (expected: to come back)");
    }
  }
}
