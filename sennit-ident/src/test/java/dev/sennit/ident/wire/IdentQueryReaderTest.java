package dev.sennit.ident.wire;

import static dev.sennit.ident.wire.IdentTolerance.LENIENT;
import static dev.sennit.ident.wire.IdentTolerance.STRICT;
import static dev.sennit.ident.wire.IdentTolerance.USUAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentQueryReaderTest {
  private static final int LIMIT = 1000;

  private static Reading read(IdentTolerance tolerance, String text) {
    return Reading.of(new IdentQueryReader(LIMIT, tolerance), Escapes.bytes(text));
  }

  private static void reads(String text, IdentMessage... expected) {
    Drip.everyWay(
        Escapes.bytes(text),
        pieces -> {
          Reading reading = Reading.of(new IdentQueryReader(LIMIT, USUAL), pieces);
          assertThat(reading.fault()).isNull();
          assertThat(reading.messages()).isEqualTo(List.of(expected));
        });
  }

  private static void isNoQuery(IdentTolerance tolerance, String text) {
    Reading reading = read(tolerance, text);
    assertThat(reading.messages()).isEmpty();
    assertThat(reading.fault()).isNotNull();
  }

  // ---- what a query looks like

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2\\r\\n", // PostgreSQL, Net::Ident
        "1, 2\\r\\n", // POE, Twisted
        "1 , 2\\r\\n", // libident in ngIRCd
        " 1 ,\\t2 \\r\\n",
        "\\t 1\\x0b,\\x0c2  \\r\\n",
        "+1,2\\r\\n",
        "000001,2\\r\\n",
        "+0001,0000000002\\r\\n"
      })
  void read_spellingOfTheSameQuery_isThatQuery(String text) {
    reads(text, new IdentQuery(1, 2));
  }

  @ParameterizedTest
  @EnumSource(IdentTolerance.class)
  void read_plainQuery_isTheSameInEveryTolerance(IdentTolerance tolerance) {
    assertThat(read(tolerance, " 65535 , 1 \\r\\n").messages())
        .containsExactly(new IdentQuery(65_535, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2\\r\\n", "1,2\\n", "1,2\\r", "1,2"})
  void read_anyLineEnd_endsTheQuery(String text) {
    reads(text, new IdentQuery(1, 2));
  }

  @Test
  void read_severalQueriesWithMixedLineEnds_areTakenInOrder() {
    reads(
        "1,2\\r\\n3,4\\n5,6\\r7,8\\r\\n9,10",
        new IdentQuery(1, 2),
        new IdentQuery(3, 4),
        new IdentQuery(5, 6),
        new IdentQuery(7, 8),
        new IdentQuery(9, 10));
  }

  @Test
  void read_carriageReturn_endsTheQueryBeforeAnythingFollows() {
    Reading reading =
        Reading.of(
            new IdentQueryReader(LIMIT, USUAL),
            List.of(Escapes.bytes("1,2\\r"), Escapes.bytes("\\n")));
    assertThat(reading.messages()).containsExactly(new IdentQuery(1, 2));
    assertThat(reading.fault()).isNull();
  }

  @Test
  void readLast_blanks_areNothing() {
    reads("1,2\\r\\n \\t", new IdentQuery(1, 2));
  }

  // ---- numbers that are no ports

  @ParameterizedTest
  @CsvSource({
    "'-1,5', -1, 5",
    "'5,-1', 5, -1",
    "'0,5', 0, 5",
    "'5,0', 5, 0",
    "'65536,5', 65536, 5",
    "'5,65537', 5, 65537",
    "'99999,1', 99999, 1",
    "'100000,1', 100000, 1",
    "'-0,1', 0, 1",
    "'+0,1', 0, 1",
    "'00000,1', 0, 1",
    "'-007,1', -7, 1",
    "'12345678901234567890,1', 12345678901234567890, 1",
    "'0000000000000000000000000000000000000000000065536,1', 65536, 1"
  })
  void read_numberOutOfRange_isRepeatedAsParsed(String text, String server, String client) {
    reads(text + "\\r\\n", new IdentBadQuery(server, client));
  }

  @Test
  void read_hugeNumber_isCutAt32Characters() {
    reads(
        "1".repeat(60) + ",-" + "2".repeat(60) + "\\r\\n",
        new IdentBadQuery("1".repeat(32), "-" + "2".repeat(31)));
  }

  // ---- no query at all

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\r\\n",
        "   \\r\\n",
        "abc\\r\\n",
        "1\\r\\n",
        "1 2\\r\\n",
        "1:2\\r\\n",
        ",\\r\\n",
        "1,\\r\\n",
        ",2\\r\\n",
        "1,2,3\\r\\n",
        "1,2 junk\\r\\n",
        "1_0,2\\r\\n",
        "1.5,2\\r\\n",
        "0x10,2\\r\\n",
        "+ 1,2\\r\\n",
        "--1,2\\r\\n",
        "+,2\\r\\n",
        "1,2\\x00\\r\\n",
        "\\xff\\xfe,2\\r\\n",
        "1,\\xd9\\xa2\\r\\n", // an Arabic digit two
        "VERSION\\r\\n",
        "QUIT\\r\\n",
        "GET / HTTP/1.1\\r\\n",
        "abc"
      })
  void read_junk_isAFault(String text) {
    isNoQuery(USUAL, text);
  }

  @Test
  void read_junkAfterGoodOnes_givesTheGoodOnesFirst() {
    Reading reading = read(USUAL, "1,2\\r\\n3,4\\r\\nabc\\r\\n5,6\\r\\n");
    assertThat(reading.messages()).containsExactly(new IdentQuery(1, 2), new IdentQuery(3, 4));
    assertThat(reading.fault()).isEqualTo("query: 'abc' (expected: PORT , PORT)");
  }

  @Test
  void read_junkWithControls_isEscapedAndCutInTheMessage() {
    assertThat(read(USUAL, "\\x1b[2J\\xff" + "x".repeat(900) + "\\r\\n").fault())
        .startsWith("query: '\\x1b[2J\\xff")
        .hasSizeLessThan(300);
  }

  // ---- strict and lenient

  @ParameterizedTest
  @CsvSource({
    "'+1,2', 1, 2",
    "'000001,2', 1, 2",
    "'1.5,2', 0, 2",
    "'0x10,2', 0, 2",
    "'2,x', 2, 0",
    "'-1,5', -1, 5"
  })
  void readStrict_whatIsNoPortByTheLetter_isInvalid(String text, String server, String client) {
    assertThat(read(STRICT, text + "\\r\\n").messages())
        .containsExactly(new IdentBadQuery(server, client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1 2", "1,2,3", "1,2 junk", "", "1,", "\\x01,2"})
  void readStrict_junk_isAFault(String text) {
    isNoQuery(STRICT, text + "\\r\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3", "1,2 junk", "1,2junk", "1, 2.5", "1 ,+2:"})
  void readLenient_restOfTheLine_isNotLookedAt(String text) {
    assertThat(read(LENIENT, text + "\\r\\n").messages()).containsExactly(new IdentQuery(1, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1 2", "x1,2", "1,x", "1.5,2"})
  void readLenient_junk_isAFault(String text) {
    isNoQuery(LENIENT, text + "\\r\\n");
  }

  // ---- the limit

  @Test
  void read_lineWithinTheLimit_isRead() {
    String blanks = " ".repeat(LIMIT - 4);
    assertThat(read(USUAL, "1," + blanks + "2\\r\\n").messages())
        .containsExactly(new IdentQuery(1, 2));
  }

  @Test
  void read_noEndWithinTheLimit_isAFaultWithoutWaitingForMore() {
    String line = "1," + " ".repeat(LIMIT - 2);
    assertThat(Reading.of(new IdentQueryReader(LIMIT, USUAL), Escapes.bytes(line)).fault())
        .isEqualTo("query: no end within 1000 bytes (expected: CR LF before that)");
    Reading.checkEverySplit(
        () -> new IdentQueryReader(LIMIT, USUAL), Escapes.bytes(line + "2\\r\\n"), LIMIT);
  }
}
