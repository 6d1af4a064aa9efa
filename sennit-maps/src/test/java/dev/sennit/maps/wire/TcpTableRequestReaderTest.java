package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Fault;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTableRequestReaderTest {
  private static final Bad UNKNOWN =
      new Bad(Fault.UNKNOWN_COMMAND, new TryLater("unknown command"));
  private static final Bad GET_WHAT =
      new Bad(Fault.MISSING_PARAMETER, new TryLater("Command 'get' takes 1 parameters."));
  private static final Bad PUT_WHAT =
      new Bad(Fault.MISSING_PARAMETER, new TryLater("Command 'put' takes 2 parameters."));

  // ---- Twisted's reading; each row was compared with Twisted 22.4

  @ParameterizedTest
  @ValueSource(
      strings = {"get foo", "get  foo", "get\\tfoo", " get foo", "get\\x0cfoo", "get\\x0bfoo"})
  void read_twistedBlanksAroundTheVerb_areSplitOff(String line) {
    assertThat(twisted(line)).containsExactly(new Get("", Octets.utf8("foo")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo ", "foo\\r", "foo bar", "a%20b", "%zz", "\\xff"})
  void read_twistedKey_isWhatStandsOnTheLine(String key) {
    assertThat(twisted("get " + key)).containsExactly(new Get("", Octets.of(Escapes.bytes(key))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get ",
        " get",
        "get \\t",
        "get\\r",
        "put ",
        "GET foo",
        "quit",
        "",
        " ",
        "x",
        "foo",
        "\\0",
        "x \\xff",
        "get\\x1cfoo",
        "getfoo",
        "g"
      })
  void read_twistedOddLine_isUnknown(String line) {
    assertThat(twisted(line)).containsExactly(UNKNOWN);
  }

  @Test
  void read_twistedMissingParameter_isNamed() {
    assertThat(twisted("get")).containsExactly(GET_WHAT);
    assertThat(twisted("put")).containsExactly(PUT_WHAT);
    assertThat(twisted("put a")).containsExactly(PUT_WHAT);
    assertThat(twisted("put a ")).containsExactly(PUT_WHAT);
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"put a b,b", "put a  b c ,b c ", "\\tput a\\tb,b", "put a %41,%41"})
  void read_twistedPut_isKeyAndTheRest(String line, String value) {
    assertThat(twisted(line))
        .containsExactly(new Put("", Octets.utf8("a"), Octets.of(Escapes.bytes(value))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"g\\xc3\\xa9t foo", "\\xff", " \\xff", "\\xff foo", "get\\x85foo"})
  void read_twistedVerbBeyondAscii_endsTheConnection(String line) {
    assertThat(read(new TcpTableRequestReader(16_385, TcpTableStyle.TWISTED), line + "\\n").fault())
        .isTrue();
  }

  @Test
  void read_twistedLineOf16384Bytes_isRead() {
    assertThat(twisted("x".repeat(16_384))).containsExactly(UNKNOWN);
  }

  @Test
  void read_twistedLineOf16385Bytes_endsTheConnection() {
    var reader = new TcpTableRequestReader(16_385, TcpTableStyle.TWISTED);
    assertThat(read(reader, "x".repeat(16_385)).fault()).isTrue();
  }

  // ---- our own reading

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "get alice@example.com,alice@example.com",
        "get a%20b,a b",
        "get a%20b\\r,a b",
        "get  foo,foo",
        "get foo ,foo ",
        "get foo bar,foo bar",
        "get %c3%Bc@x,\\xc3\\xbc@x",
        "get \\xc3\\xbc@x,\\xc3\\xbc@x",
        "get %25,%",
        "get a+b,a+b",
        "get *,*",
        "get <>,<>",
        "get foo%0D,foo\\r",
        "get %00,\\0",
      })
  void read_get_isDecoded(String line, String key) {
    assertThat(postfix(line)).containsExactly(new Get("", Octets.of(Escapes.bytes(key))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"get ", "get \\r", "get  "})
  void read_emptyKey_isALookupOfNothing(String line) {
    assertThat(postfix(line)).containsExactly(new Get("", Octets.EMPTY));
  }

  @Test
  void read_missingParameter_isNamed() {
    assertThat(postfix("get")).containsExactly(GET_WHAT);
    assertThat(postfix("get\\r")).containsExactly(GET_WHAT);
    for (String line : List.of("put", "put ", "put a", "put a ", "put a \\r")) {
      assertThat(postfix(line)).containsExactly(PUT_WHAT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"get %", "get a%4", "get %zz", "put %zz v", "put k %", "get 100%"})
  void read_badEscape_isRefusedForGood(String line) {
    assertThat(postfix(line))
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            Bad.class,
            bad -> {
              assertThat(bad.fault()).isEqualTo(Fault.BAD_ESCAPE);
              assertThat(bad.answer()).isInstanceOf(Refused.class);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\\r", " ", "GET a", "quit", "HELO x", "\\0\\x01\\xff", " get", "gett a"})
  void read_noVerb_isUnknown(String line) {
    assertThat(postfix(line)).containsExactly(UNKNOWN);
  }

  @Test
  void read_put_isDecoded() {
    assertThat(postfix("put a%20b c%0Ad e\\r"))
        .containsExactly(new Put("", Octets.utf8("a b"), Octets.utf8("c\nd e")));
  }

  @Test
  void read_binaryJunk_isOneMessageForEachLine() {
    byte[] junk = new byte[256 * 3];
    for (int i = 0; i < junk.length; i++) {
      junk[i] = (byte) (i * 7);
    }
    int lines = 0;
    for (byte b : junk) {
      lines += b == '\n' ? 1 : 0;
    }
    Reading<MapsRequest> reading = Reading.of(reader(65_536), junk);

    assertThat(reading.fault()).isFalse();
    assertThat(reading.messages()).hasSize(lines).allMatch(UNKNOWN::equals);
  }

  // ---- pieces and lengths

  @Test
  void read_lineWithoutEnd_consumesNothing() {
    assertThat(read(reader(64), "get foo")).isEqualTo(new Reading<>(List.of(), false, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get foo\\n",
        "get a%20b\\r\\nput k v\\n\\nget \\n",
        "put a b c\\nget %4\\nx\\xff y\\n",
      })
  void read_dripped_isTheSame(String text) {
    for (TcpTableStyle style : TcpTableStyle.values()) {
      byte[] bytes = Escapes.bytes(text);
      Reading<MapsRequest> whole = Reading.of(new TcpTableRequestReader(64, style), bytes);
      Drip.everyWay(
          bytes,
          pieces -> {
            Reading<MapsRequest> dripped = Reading.of(new TcpTableRequestReader(64, style), pieces);
            assertThat(dripped.messages()).isEqualTo(whole.messages());
            assertThat(dripped.fault()).isEqualTo(whole.fault());
          });
    }
  }

  @Test
  void read_overLongLine_isOneRefusalAndTheNextLineIsRead() {
    byte[] bytes =
        Escapes.bytes("get " + "k".repeat(40) + "\\nget b\\n" + "x".repeat(16) + "\\nget c\\n");
    Drip.everyWay(
        bytes,
        pieces -> {
          Reading<MapsRequest> reading = Reading.of(reader(16), pieces);
          assertThat(reading.fault()).isFalse();
          assertThat(reading.messages()).hasSize(4);
          assertThat(reading.messages().get(0))
              .isInstanceOfSatisfying(
                  Bad.class,
                  bad -> {
                    assertThat(bad.fault()).isEqualTo(Fault.TOO_LONG);
                    assertThat(bad.answer()).isEqualTo(new Refused("key too long"));
                  });
          assertThat(reading.messages().get(1)).isEqualTo(new Get("", Octets.utf8("b")));
          assertThat(reading.messages().get(2)).isInstanceOf(Bad.class);
          assertThat(reading.messages().get(3)).isEqualTo(new Get("", Octets.utf8("c")));
        });
  }

  @Test
  void read_lineAsLongAsTheLimit_isRead() {
    assertThat(read(reader(16), "get " + "k".repeat(11) + "\\n").messages())
        .containsExactly(new Get("", Octets.utf8("k".repeat(11))));
    assertThat(read(reader(16), "get " + "k".repeat(12) + "\\n").messages())
        .hasSize(1)
        .first()
        .isInstanceOf(Bad.class);
  }

  @Test
  void read_endlessLine_holdsNoMoreThanAPiece() {
    byte[] piece = new byte[1000];
    Arrays.fill(piece, (byte) 'k');
    List<byte[]> pieces = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      pieces.add(piece);
    }
    Reading<MapsRequest> reading = Reading.of(reader(4096), pieces);

    assertThat(reading.messages()).hasSize(1);
    assertThat(reading.heldBytes()).isLessThan(4096);
  }

  private static TcpTableRequestReader reader(int limit) {
    return new TcpTableRequestReader(limit, TcpTableStyle.POSTFIX);
  }

  private static Reading<MapsRequest> read(TcpTableRequestReader reader, String text) {
    return Reading.of(reader, Escapes.bytes(text));
  }

  private static List<MapsRequest> twisted(String line) {
    Reading<MapsRequest> reading =
        read(new TcpTableRequestReader(16_385, TcpTableStyle.TWISTED), line + "\\n");
    assertThat(reading.fault()).isFalse();
    return reading.messages();
  }

  private static List<MapsRequest> postfix(String line) {
    Reading<MapsRequest> reading = read(reader(65_536), line + "\\n");
    assertThat(reading.fault()).isFalse();
    return reading.messages();
  }
}
