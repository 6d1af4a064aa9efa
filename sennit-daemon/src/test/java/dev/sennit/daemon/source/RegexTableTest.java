package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTableTest {

  @Test
  void find_severalRulesHold_theFirstWins() throws InterruptedException {
    RegexTable table = table("/a/ one\n/ab/ two\n");
    assertThat(table.find("xab")).contains("one");
    assertThat(table.find("b")).isEmpty();
  }

  @Test
  void find_interrupted_givesUpAtTheNextRule() {
    RegexTable table = table("/a/ one\n/ab/ two\n");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> table.find("b")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void read_groupsTooDeep_isAMistakeOfTheLine() {
    assertThatThrownBy(() -> table("/" + "(".repeat(50_000) + ")".repeat(50_000) + "/ x\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 1: ");
  }

  @Test
  void find_groups_areSubstituted() throws InterruptedException {
    RegexTable table = table("/^(.+)-(.+)@x$/ $2+${1}@$(1).y $$5\n");
    assertThat(table.find("a-b@x")).contains("b+a@a.y $5");
  }

  @Test
  void find_groupThatTookNoPart_isEmpty() throws InterruptedException {
    assertThat(table("/^a(b)?$/ <$1>").find("a")).contains("<>");
  }

  @Test
  void find_nothingLeftAsValue_isAnError() throws InterruptedException {
    assertThatThrownBy(() -> table("\n/^a(b)?$/ $1").find("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("line 2: the value is empty (expected: groups that match some text)");
  }

  @Test
  void find_negation_holdsWhereThePatternDoesNot() throws InterruptedException {
    RegexTable table = table("!/^(alice|bob)@/ REJECT\n! !/^a/ twice\n");
    assertThat(table.find("eve@x")).contains("REJECT");
    assertThat(table.find("alice@x")).contains("twice");
    assertThat(table.find("bob@x")).isEmpty();
  }

  @Test
  void find_secondPattern_isATestToo() throws InterruptedException {
    RegexTable table = table("/^(.)/!/b$/ $1\n");
    assertThat(table.find("ac")).contains("a");
    assertThat(table.find("ab")).isEmpty();
  }

  @Test
  void find_conditions_nest() throws InterruptedException {
    RegexTable table =
        table("if /a/\n/1/ a1\nIF !/b/\n/2/ a2 not b\nEndif\n/3/ a3\nendif\n/./ else\n");
    assertThat(table.find("a1")).contains("a1");
    assertThat(table.find("a2")).contains("a2 not b");
    assertThat(table.find("ab2")).contains("else");
    assertThat(table.find("ab3")).contains("a3");
    assertThat(table.find("1")).contains("else");
  }

  @ParameterizedTest
  @CsvSource({
    "/^ABC$/, abc, true",
    "/^ABC$/i, abc, false",
    "/^b$/, a%b, false",
    "/^b$/m, a%b, true",
    "/a.b/, a%b, true",
    "/a.b/m, a%b, false",
    "/a.b/s, a%b, false",
    "/a.b/ms, a%b, true",
    "|a/b|, xa/by, true",
    "/a\\/b/, a/b, true",
    "/ü/, Ü, true",
  })
  void find_flagsAndDelimiters_workAsWritten(String pattern, String key, boolean found)
      throws InterruptedException {
    RegexTable table = table(pattern + " v\n");
    assertThat(table.find(key.replace('%', '\n')).isPresent()).isEqualTo(found);
  }

  @Test
  void find_ungreedy_takesTheShortest() throws InterruptedException {
    assertThat(table("/^(.+)x.*$/U $1").find("axbxc")).contains("a");
    assertThat(table("/^(.+)x.*$/ $1").find("axbxc")).contains("axb");
  }

  @Test
  @Timeout(10)
  void find_patternThatExplodesElsewhere_staysLinear() throws InterruptedException {
    assertThat(table("/^(a+)+$/ v").find("a".repeat(50_000) + "b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/a/|a value after the pattern",
        "/a|a second / at the end of the pattern",
        "/a\\|a second / at the end of the pattern",
        "!|a pattern",
        "/a/x v|flags out of i, m, s and U, not x, which RE2 cannot do",
        "/(a/ v|a pattern that RE2 knows; missing closing )",
        "/(a)\\1/ v|a pattern that RE2 knows; invalid escape sequence",
        "/(a)/ $2|$1 to $1, as many as the pattern has groups",
        "/(a)/ $0|a group from 1 after $",
        "/(a)/ $x|the number of a group after $, or $$ for a dollar sign",
        "/(a)/ a$|the number of a group after $, or $$ for a dollar sign",
        "/(a)/ ${1|a } after ${",
        "!/(a)/ $1|no $ in the value of a pattern that must not match",
        "endif|an if before endif",
        "if /a/|an endif for this if",
        "if /a/ x|nothing after the condition",
        "a /b/|a pattern, if or endif",
      })
  void read_mistake_isToldWithItsLine(String line, String expected) {
    assertThatThrownBy(() -> table("# comment\n" + line + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2: " + line.replace("\\", "\\\\") + " (expected: " + expected + ")");
  }

  @Test
  void read_bytesThatAreNoUtf8_areAMistake() {
    assertThatThrownBy(() -> RegexTable.read(new byte[] {'/', (byte) 0xff, '/', ' ', 'v'}))
        .hasMessage("line 1: /\\xff/ v (expected: UTF-8)");
  }

  private static RegexTable table(String text) {
    return RegexTable.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
