package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputTest {
  private final StringWriter data = new StringWriter();
  private final StringWriter notes = new StringWriter();

  @Test
  void record_plain_writesTheTextToData() {
    output(false, Map.of(), false).record("alice\talice@example.com", Map.of("key", "alice"));

    assertThat(data.toString()).isEqualTo("alice\talice@example.com\n");
    assertThat(notes.toString()).isEmpty();
  }

  @Test
  void record_json_writesOneObjectALine() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", "a\"b\\c\n\r\t\u0001é");
    fields.put("value", null);
    fields.put("count", 3);
    fields.put("found", true);
    fields.put("micros", 1.5);
    fields.put("all", List.of("x", 9_000_000_000L));
    fields.put("more", Map.of("y", "z"));

    output(true, Map.of(), false).record("text", fields);

    assertThat(data.toString())
        .isEqualTo(
            "{\"key\":\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u00e9\",\"value\":null,\"count\":3,\"found\":true,\"micros\":1.5,\"all\":[\"x\",9000000000],\"more\":{\"y\":\"z\"}}\n");
  }

  @Test
  void record_jsonOfSomethingElse_isRefused() {
    assertThatThrownBy(() -> output(true, Map.of(), false).record("", Map.of("nan", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value: NaN (expected: a value of JSON)");
  }

  @Test
  void record_thatNobodyTakes_isAFailure() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] characters, int offset, int length) throws IOException {
            throw new IOException("no space left");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Output output =
        Output.of(new PrintWriter(full), new PrintWriter(notes), false, Map.of(), false);
    assertThatThrownBy(() -> output.record("x", Map.of())).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void fault_onTerminal_isRedUnlessNoColor() {
    output(false, Map.of(), true).fault("bad");
    assertThat(notes.toString()).isEqualTo("\u001b[31mbad\u001b[0m\n");

    notes.getBuffer().setLength(0);
    output(false, Map.of("NO_COLOR", "1"), true).fault("bad");
    output(false, Map.of("TERM", "dumb"), true).fault("bad");
    output(false, Map.of(), false).fault("bad");
    assertThat(notes.toString()).isEqualTo("bad\nbad\nbad\n");
    assertThat(data.toString()).isEmpty();
  }

  private Output output(boolean json, Map<String, String> environment, boolean terminal) {
    return Output.of(new PrintWriter(data), new PrintWriter(notes), json, environment, terminal);
  }
}
