package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {
  private static List<String> text(String content) {
    return Finding.inText(content.getBytes(StandardCharsets.UTF_8), true).stream()
        .map(Finding::toString)
        .toList();
  }

  private static List<String> patterns(String content) {
    return Finding.inPatterns(content.getBytes(StandardCharsets.UTF_8)).stream()
        .map(Finding::toString)
        .toList();
  }

  @Test
  void inText_goodFile_isEmpty() {
    assertThat(text("# all is well\nk v\n  goes on\nother v\n")).isEmpty();
  }

  @Test
  void inText_manyMistakes_areAllToldByPlace() {
    assertThat(text(" lead v\nalone\nk v\n\"a b v\nK w\nx\n y\rz\nroot: me\n"))
        .containsExactly(
            "1:1:  lead v (expected: a line that starts without a blank)",
            "2:6: alone (expected: a key, a blank and a value)",
            "4:1: \"a b v (expected: a second \" in the key)",
            "5:1: warning: duplicate key K: the first one counts",
            "7:3: x y\\x0dz (expected: a text without CR and NUL)",
            "8:5: warning: root: ends in a colon: an aliases(5) file?");
  }

  @Test
  void inText_charactersBeforeTheMistake_countOneEach() {
    assertThat(text("k üü\0\n"))
        .containsExactly("1:5: k \\xc3\\xbc\\xc3\\xbc\\x00 (expected: a text without CR and NUL)");
  }

  @Test
  void inText_keysThatDifferInCase_areDuplicatesOnlyIfFolded() {
    byte[] content = "k v\nK v\n".getBytes(StandardCharsets.UTF_8);
    assertThat(Finding.inText(content, true)).singleElement().matches(Finding::isWarning);
    assertThat(Finding.inText(content, false)).isEmpty();
  }

  @Test
  void inPatterns_goodFile_isEmpty() {
    assertThat(patterns("if /a/\n/b(c)/ $1\nendif\n")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ü(/ v|1:2|missing closing )",
        "/a/q v|1:4|flags out of",
        "/a b|1:1|a second /",
        "/a/|1:4|a value after",
        "/(a)/ x$2|1:7|$1 to $1",
        "!/(a)/ $1|1:8|no $ in the value",
        "word v|1:1|a pattern, if or endif",
        "endif|1:1|an if before endif",
        "if /a/|1:1|an endif for this if",
      })
  void inPatterns_mistake_isToldWithItsPlace(String line, String place, String expected) {
    assertThat(patterns(line + "\n"))
        .singleElement()
        .asString()
        .startsWith(place + ": ")
        .contains(expected);
  }

  @Test
  void inPatterns_mistakeInAnIf_doesNotMakeItsEndifOne() {
    assertThat(patterns("if /(/\n/a/ v\nendif\n/b/q v\n"))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("1:5: ");
  }

  @Test
  void inPatterns_mistakeInAContinuation_isToldInItsLine() {
    assertThat(patterns("/(a)/\n  x$2\n")).singleElement().asString().startsWith("2:3: ");
  }

  @Test
  void inPatterns_notUtf8_pointsAtTheByte() {
    byte[] content = {'/', 'a', (byte) 0xff, '/', ' ', 'v', '\n'};
    assertThat(Finding.inPatterns(content)).singleElement().asString().startsWith("1:3: ");
  }
}
