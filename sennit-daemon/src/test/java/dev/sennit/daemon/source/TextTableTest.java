package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/* The values are what `postmap -q` of Postfix 3.7.11 printed with a texthash table. */
class TextTableTest {
  private final List<String> warnings = new ArrayList<>();

  @Test
  void read_continuationsAndComments_areAsPostmapReadsThem() {
    String text =
        """
        # c
        k1 v1
         cont
          # inner comment

         more
        "a b"@x  val \s
        esc\\ key v
        quo"x y"z  w
        """;
    assertThat(read(text))
        .isEqualTo(
            Map.of(
                "k1", "v1 cont more",
                "\"a b\"@x", "val",
                "esc\\ key", "v",
                "quo\"x y\"z", "w"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void read_lineEndsOfAnotherSystem_areTrimmed() {
    assertThat(read("a 1\r\nb 2\r\n\r\n")).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void read_lastLineWithoutEnd_counts() {
    assertThat(read("a 1\nb 2")).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void read_keys_areFolded() {
    assertThat(read("CASE V\nÜB x\n")).isEqualTo(Map.of("case", "V", "üb", "x"));
  }

  @Test
  void read_duplicate_warnsAndKeepsTheFirst() {
    assertThat(read("dup 1\nDUP 2\n")).isEqualTo(Map.of("dup", "1"));
    assertThat(warnings).containsExactly("line 2: duplicate key DUP: the first one counts");
  }

  @Test
  void read_aliasesFile_warns() {
    read("\nk: v\n");
    assertThat(warnings).containsExactly("line 2: k: ends in a colon: an aliases(5) file?");
  }

  @Test
  void read_bytesThatAreNoUtf8_areKept() {
    byte[] content = {'k', (byte) 0xff, ' ', (byte) 0xfe, '\n'};
    assertThat(
            TextTable.read(content, true, warnings::add).find(Octets.of((byte) 'k', (byte) 0xff)))
        .isEqualTo(new Found(Octets.of((byte) 0xfe)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ok v\\n#\\nnoval\\n|line 3: noval (expected: a key, a blank and a value)",
        "noval  \\n|line 1: noval   (expected: a key, a blank and a value)",
        "~ lead v\\n~|line 1:  lead v (expected: a line that starts without a blank)",
        "\"x y\\n|line 1: \"x y (expected: a second \" in the key)",
        "k a\\rb\\n|line 1: k a\\x0db (expected: a text without CR and NUL)",
        "k a\\0b\\n|line 1: k a\\x00b (expected: a text without CR and NUL)",
        "k\\0 b\\n|line 1: k\\x00 b (expected: a text without CR and NUL)",
      })
  void read_mistake_isToldWithItsLine(String text, String message) {
    String content = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0");
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private Map<String, String> read(String text) {
    Map<String, String> entries = new HashMap<>();
    TextTable.read(text.getBytes(StandardCharsets.UTF_8), true, warnings::add)
        .forEach((key, value) -> entries.put(key.utf8(), value.utf8()));
    return entries;
  }
}
