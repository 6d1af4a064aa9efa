package dev.sennit.ident.wire;

import static dev.sennit.ident.wire.IdentQuirk.ANY_CASE;
import static dev.sennit.ident.wire.IdentQuirk.RFC_931;
import static dev.sennit.ident.wire.IdentQuirk.UNENDED_LINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentReplyReaderTest {
  private static final int LIMIT = 1000;
  private static final IdentQuery QUERY = new IdentQuery(10_000, 6667);
  private static final UserId ALICE = UserId.unix("alice");

  private static Reading read(String text, IdentQuirk... quirks) {
    return Reading.of(new IdentReplyReader(LIMIT, Set.of(quirks)), Escapes.bytes(text));
  }

  private static UserId user(String text, IdentQuirk... quirks) {
    Reading reading = read("10000,6667:USERID:" + text + "\\r\\n", quirks);
    assertThat(reading.fault()).isNull();
    IdentReply reply = (IdentReply) reading.messages().getFirst();
    assertThat(reply.query()).isEqualTo(QUERY);
    return (UserId) reply.answer();
  }

  private static void isNoReply(String text) {
    Reading reading = read(text);
    assertThat(reading.messages()).isEmpty();
    assertThat(reading.fault()).isNotNull();
  }

  // ---- users

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10000,6667:USERID:UNIX:alice\\r\\n",
        "  10000\\t,  6667 :\\tUSERID   :UNIX  :alice\\r\\n",
        "10000,6667:USERID:UNIX:alice\\n",
        "10000,6667:USERID:UNIX:alice\\r",
        "010000,+6667:USERID:UNIX:alice\\r\\n"
      })
  void read_spellingOfTheSameReply_isThatReply(String text) {
    Drip.everyWay(
        Escapes.bytes(text),
        pieces -> {
          Reading reading = Reading.of(new IdentReplyReader(LIMIT, Set.of()), pieces);
          assertThat(reading.fault()).isNull();
          assertThat(reading.messages()).containsExactly(new IdentReply(QUERY, ALICE));
        });
  }

  @Test
  void read_blanksAroundTheId_areKeptAndTrimmedOnDemand() {
    UserId token = user("OTHER :  tok en ");
    assertThat(token.id()).isEqualTo(Octets.utf8("  tok en "));
    assertThat(token.trimmed()).isEqualTo(Octets.utf8("tok en "));
    assertThat(token.isLogin()).isFalse();

    UserId login = user("UNIX : alice ");
    assertThat(login.id()).isEqualTo(Octets.utf8(" alice "));
    assertThat(login.trimmed()).isEqualTo(Octets.utf8("alice"));
  }

  @Test
  void read_charset_isSplitFromTheSystemAtTheFirstComma() {
    UserId user = user("UNIX , UTF-8 :\\xc3\\xa4 ");
    assertThat(user.opsys()).isEqualTo("UNIX");
    assertThat(user.charset()).isEqualTo("UTF-8");
    assertThat(user.id().toBytes()).containsExactly(0xc3, 0xa4, ' ');
    assertThat(user.text()).contains("\u00e4 ");
    assertThat(user.hex()).isEqualTo("c3a420");

    assertThat(user("UNIX,a,b:x").charset()).isEqualTo("a,b");
  }

  @Test
  void read_unknownCharset_keepsNameBytesAndHex() {
    UserId user = user("UNIX,X-KLINGON:\\x80\\x81");
    assertThat(user.charset()).isEqualTo("X-KLINGON");
    assertThat(user.text()).isEmpty();
    assertThat(user.hex()).isEqualTo("8081");
  }

  @Test
  void read_colonsInTheId_belongToIt() {
    assertThat(user("UNIX : a:b:c").trimmed()).isEqualTo(Octets.utf8("a:b:c"));
  }

  @Test
  void read_idOf512Bytes_isWhole() {
    assertThat(user("UNIX:" + "x".repeat(512)).id().length()).isEqualTo(512);
    assertThat(user("UNIX:" + "x".repeat(900)).id().length()).isEqualTo(900);
  }

  @Test
  void read_emptyId_isTaken() {
    assertThat(user("UNIX:").id()).isEqualTo(Octets.EMPTY);
    assertThat(user("UNIX:  ").trimmed()).isEqualTo(Octets.EMPTY);
  }

  // ---- errors

  @ParameterizedTest
  @ValueSource(
      strings = {"INVALID-PORT", "NO-USER", "HIDDEN-USER", "UNKNOWN-ERROR", "X-FOO-BAR", "ODD"})
  void read_error_isTyped(String word) {
    assertThat(read("10000 , 6667 : ERROR :  " + word + "  \\r\\n").messages())
        .containsExactly(new IdentReply(QUERY, Fault.of(new IdentError(word))));
  }

  @ParameterizedTest
  @CsvSource({
    "'0 , 0 : ERROR : UNKNOWN-ERROR', 0, 0, UNKNOWN-ERROR", // pidentd
    "'0 , 0 : ERROR : INVALID-PORT', 0, 0, INVALID-PORT", // ident2
    "'-1,70000:ERROR:INVALID-PORT', -1, 70000, INVALID-PORT"
  })
  void read_errorAboutNoPorts_isARefusal(String text, String server, String client, String word) {
    assertThat(read(text + "\\r\\n").messages())
        .containsExactly(new IdentRefusal(server, client, new IdentError(word)));
  }

  // ---- lines

  @Test
  void read_emptyLines_areSkipped() {
    assertThat(read("\\r\\n \\t\\n\\r\\r10000,6667:USERID:UNIX:alice\\r\\n").messages())
        .containsExactly(new IdentReply(QUERY, ALICE));
  }

  @Test
  void read_twoReplies_areTwo() {
    assertThat(read("10000,6667:USERID:UNIX:alice\\r\\n10000,6667:ERROR:NO-USER\\r\\n").messages())
        .isEqualTo(List.of(new IdentReply(QUERY, ALICE), new IdentReply(QUERY, Fault.NO_USER)));
  }

  @Test
  void readLast_unendedLine_countsOnlyWhenAsked() {
    String text = "10000,6667:USERID:UNIX:alice";
    assertThat(read(text).messages()).isEmpty();
    assertThat(read(text).fault()).isNull();
    assertThat(read(text, UNENDED_LINE).messages()).containsExactly(new IdentReply(QUERY, ALICE));
    assertThat(read(" ", UNENDED_LINE).messages()).isEmpty();
  }

  @Test
  void read_noEndWithin1000Bytes_isAFault() {
    isNoReply("10000,6667:USERID:UNIX:" + "x".repeat(3000) + "\\r\\n");
    isNoReply("x".repeat(1000));
  }

  // ---- no replies

  @ParameterizedTest
  @ValueSource(
      strings = {
        "junk",
        "10000,6667",
        "10000,6667:USERID",
        "10000,6667:USERID:UNIX", // no colon before the id
        "10000,6667:USERID::alice", // no system
        "10000,6667:USERID:UN\\x01X:alice",
        "10000,6667:USERID:UNIX,:alice", // no charset
        "10000,6667:ERROR:",
        "10000,6667:ERROR:NO USER",
        "10000,6667:ERROR:\\xff",
        "10000,6667:OTHER:UNIX:alice",
        "10000:6667:USERID:UNIX:alice",
        "x,6667:USERID:UNIX:alice",
        "0,6667:USERID:UNIX:alice",
        "10000,65536:USERID:UNIX:alice",
        "10000,6667:USERID:UNIX:a\\x00b",
        "error : no-user",
        "10000 , 6667 : error : no-user"
      })
  void read_junk_isAFault(String text) {
    isNoReply(text + "\\r\\n");
  }

  @Test
  void read_junkWithControls_isEscapedInTheMessage() {
    assertThat(read("\\x1b]0;x\\x07\\r\\n").fault()).startsWith("reply: '\\x1b]0;x\\x07'");
    assertThat(read("1,2:ERROR:\\x1b[2J\\r\\n").fault()).doesNotContain("\u001b");
    assertThat(read("1,2:USERID:\\x1b[2J:x\\r\\n").fault()).doesNotContain("\u001b");
  }

  // ---- quirks

  @Test
  void readAnyCase_lowerCaseKeywords_areTaken() {
    assertThat(read("10000 , 6667 : error : no-user\\r\\n", ANY_CASE).messages())
        .containsExactly(new IdentReply(QUERY, Fault.NO_USER));
    assertThat(read("10000,6667:UserId:UNIX:Alice\\r\\n", ANY_CASE).messages())
        .containsExactly(new IdentReply(QUERY, UserId.unix("Alice")));
  }

  @Test
  void readRfc931_backslashes_areUnquoted() {
    UserId user = user("UN\\\\:IX : a\\\\ b\\\\\\\\", RFC_931);
    assertThat(user.opsys()).isEqualTo("UN:IX");
    assertThat(user.trimmed()).isEqualTo(Octets.utf8("a b\\"));

    assertThat(user("UNIX:a\\\\:b  ", RFC_931).id()).isEqualTo(Octets.utf8("a:b"));
    assertThat(user("UNIX:a\\\\   ", RFC_931).id()).isEqualTo(Octets.utf8("a "));
    assertThat(user("UNIX:a\\\\", RFC_931).id()).isEqualTo(Octets.utf8("a\\"));
  }

  @Test
  void readRfc931_otherOrCharset_staysAsItIs() {
    assertThat(user("OTHER:a\\\\b ", RFC_931).id()).isEqualTo(Octets.utf8("a\\b "));
    assertThat(user("UNIX,UTF-8:a\\\\b ", RFC_931).id()).isEqualTo(Octets.utf8("a\\b "));
  }

  @Test
  void read_backslashesWithoutTheQuirk_areJustBytes() {
    assertThat(user("UNIX:a\\\\b").id()).isEqualTo(Octets.utf8("a\\b"));
    assertThat(user("UN\\\\:IX:a").opsys()).isEqualTo("UN\\");
  }
}
