package dev.sennit.ident.policy;

import static dev.sennit.ident.policy.Fixture.bytes;
import static dev.sennit.ident.policy.Fixture.read;
import static dev.sennit.ident.policy.Fixture.readUser;
import static dev.sennit.ident.policy.Fixture.system;
import static dev.sennit.ident.policy.Fixture.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.ident.policy.Statement.Forwarding;
import dev.sennit.ident.policy.Statement.Plain;
import dev.sennit.ident.policy.Statement.Replies;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {

  private static Replies reply(String written) {
    var rule = system("user root { default { force reply " + written + " } }");
    return (Replies) Objects.requireNonNull(rule.grant(0, to(6667)).forced());
  }

  private static Replies texts(String... texts) {
    return new Replies(List.of(texts).stream().map(t -> Octets.of(bytes(t))).toList());
  }

  @Test
  void system_everyKeyword_isRead() {
    var policy =
        system(
            """
            # a comment { }
            DEFAULT {
              default { allow spoof allow spoof_all allow spoof_privport allow hide allow random
                        allow random_numeric allow numeric deny forward }
              to 192.0.2.9 fport irc from 192.0.2.1 lport 1024: { force hide }
              fport :1023 { force numeric } fport 1:2 { force random }
              lport 7 { force random_numeric } /* here
              too */ to "irc.example.net" { force forward 192.0.2.7 113 }
            }
            user "root" { default { Force Reply "a" b "c d" } }
            User 1001{default{force	/**/hide}}
            """);
    assertThat(policy.blocks()).hasSize(3);
    assertThat(policy.blocks().getFirst().rules()).hasSize(6);
    assertThat(policy.grant(5, to(6667)).forced())
        .isEqualTo(new Forwarding("192.0.2.7", InetAddress.ofLiteral("192.0.2.7"), 113));
    assertThat(policy.grant(0, to(6667)).forced()).isEqualTo(texts("a", "b", "c d"));
    assertThat(policy.grant(1001, to(6667)).forced()).isEqualTo(new Plain(Capability.HIDE));
  }

  @Test
  void system_emptyOrOnlyComments_isRealNames() {
    assertThat(system("")).isEqualTo(SystemPolicy.REAL_NAMES);
    assertThat(system(" # x\n/* y */\r\n\t#z")).isEqualTo(SystemPolicy.REAL_NAMES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\\tb\"|a\tb",
        "\"\\a\\b\\f\\v\"|`\u0007\b\f\u000b`",
        "\"\\\\ \\\" \\q\"|\\ \" q",
        "\"\\101\\x42\\x4g\\Xff\\377\"|`AB\u0004g\u00ff\u00ff`",
        "\"\\x\\xg\"|xxg",
        "\"#no /*comment*/ { }\"|#no /*comment*/ { }",
        "a#b/*c*/\"d|a#b/*c*/\"d",
        "/etc|/etc",
        "\"hide\"|hide"
      })
  void string_asWritten_isRead(String written, String expected) {
    assertThat(reply(written)).isEqualTo(texts(expected));
  }

  @Test
  void string_besideBracesWithoutBlanks_isRead() {
    assertThat(system("user \"root\"{default{force reply \"x\"\"y\"}}").grant(0, to(1)).forced())
        .isEqualTo(texts("x", "y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\r", "\\n", "\\0", "\\00", "\\000", "\\012", "\\15", "\\xa", "\\x0D"})
  void string_escapeThatEndsTheLine_isAFaultThere(String escape) {
    var reading = read("user root {\n default {\n  force reply \"ab" + escape + " c\" } }");
    assertThat(reading.value()).isNull();
    assertThat(reading.faults())
        .containsExactly(new PolicyFault(3, 18, escape, "no NUL, CR or LF in a string"));
  }

  @ParameterizedTest
  @CsvSource({"\\400", "\\777", "\\8", "\\9"})
  void string_numberThatIsNoByte_isAFault(String escape) {
    assertThat(read("user root { default { force reply \"" + escape + "\" } }").faults())
        .containsExactly(new PolicyFault(1, 36, escape, "\\000 to \\377, or \\x00 to \\xff"));
  }

  @Test
  void string_rawControl_isAFault() {
    assertThat(read("user root { default { force reply \"a\rb\" } }").faults())
        .containsExactly(new PolicyFault(1, 37, "CR", "no NUL, CR or LF in a string"));
    assertThat(read("user root { default { force reply a\u0000b } }").faults())
        .containsExactly(new PolicyFault(1, 36, "NUL", "text"));
  }

  @Test
  void string_withoutEnd_isAFaultAtItsBegin() {
    assertThat(read("user root { default { force reply \"ab\n } }").faults())
        .containsExactly(new PolicyFault(1, 35, "\"ab", "a string that ends on its line"));
    assertThat(read("user root { default { force reply \"ab\\\r\n } }").value()).isNull();
  }

  @Test
  void comment_withoutEnd_isAFault() {
    assertThat(read("default { default { deny hide } }\n /* x").faults())
        .containsExactly(new PolicyFault(2, 2, "/*", "a comment that ends"));
  }

  @Test
  void column_afterUtf8_countsCharacters() {
    byte[] file = "user \"\u00e9\u00e9\" { }".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(PolicyReader.system(file, Fixture.NAMES).faults())
        .extracting(PolicyFault::column)
        .containsExactly(6, 13);
  }

  @Test
  void system_manyMistakes_tellsEachOnce() {
    var reading =
        read(
            """
            default {
              default { allow everything }
              fport 0 { deny hide }
              fport 90:80 { deny hide }
              to nowhere.example { deny hide }
              to 192.0.2.1 to 192.0.2.2 { deny hide }
              rubbish { allow hide }
              lport 1 { }
            }
            nonsense { fport 1 { allow hide } }
            user nobody-here { default { allow hide } }
            user root { default { force } }
            user root { default { force reply } }
            user hide { default { force forward 192.0.2.1 } }
            default { default { allow hide } }
            """);
    assertThat(reading.value()).isNull();
    assertThat(reading.faults())
        .extracting(PolicyFault::toString)
        .containsExactly(
            "line 2, column 19: \"everything\" (expected: spoof, spoof_all, spoof_privport, hide,"
                + " random, random_numeric, numeric or forward)",
            "line 3, column 9: \"0\" (expected: PORT, PORT:PORT, PORT: or :PORT, the lower one"
                + " first)",
            "line 4, column 9: \"90:80\" (expected: PORT, PORT:PORT, PORT: or :PORT, the lower one"
                + " first)",
            "line 5, column 6: \"nowhere.example\" (expected: a host that is known)",
            "line 6, column 16: to (expected: each filter once)",
            "line 7, column 3: \"rubbish\" (expected: default, to, fport, from, lport or })",
            "line 8, column 13: } (expected: allow, deny or force)",
            "line 10, column 1: \"nonsense\" (expected: default or user)",
            "line 11, column 6: \"nobody-here\" (expected: the name or number of a user)",
            "line 12, column 29: } (expected: hide, numeric, random, random_numeric, reply or"
                + " forward)",
            "line 13, column 6: \"root\" (expected: one block for each user)",
            "line 13, column 35: } (expected: a reply)",
            "line 14, column 6: hide (expected: the name or number of a user; quote a keyword to"
                + " mean it)",
            "line 14, column 47: } (expected: a port)",
            "line 15, column 1: default (expected: one default block)");
  }

  @Test
  void system_endInTheMiddle_isAFault() {
    for (String text :
        List.of("default", "default {", "default { default", "user", "user root { to", "}")) {
      assertThat(read(text).faults()).as(text).isNotEmpty();
    }
  }

  @Test
  void system_floodOfMistakes_tellsAHundred() {
    var reading = read("x }\n".repeat(5_000));
    assertThat(reading.faults()).isNotEmpty().hasSizeLessThanOrEqualTo(Reading.MAX_FAULTS);
  }

  @Test
  void system_255Replies_areTaken_256AreAFault() {
    assertThat(reply("r ".repeat(255)).texts()).hasSize(255);
    assertThat(read("user root { default { force reply " + "r ".repeat(256) + "} }").faults())
        .hasSize(1);
  }

  @Test
  void reply_emptyOrTooLong_isAFault() {
    assertThat(read("user root { default { force reply \"\" } }").faults()).hasSize(1);
    assertThat(reply("x".repeat(512)).texts().getFirst().length()).isEqualTo(512);
    assertThat(read("user root { default { force reply " + "x".repeat(513) + " } }").faults())
        .hasSize(1);
  }

  @Test
  void file_tooLong_isAFault() {
    assertThat(read(" ".repeat(PolicyReader.MAX_SYSTEM_BYTES)).value()).isNotNull();
    assertThat(read(" ".repeat(PolicyReader.MAX_SYSTEM_BYTES + 1)).value()).isNull();
    assertThat(readUser(" ".repeat(PolicyReader.MAX_USER_BYTES + 1)).value()).isNull();
  }

  @Test
  void user_everyStatement_isRead() {
    var reading =
        readUser(
            """
            global { hide }
            fport irc { numeric }  lport 1:5 { random }  from 192.0.2.1 { random_numeric }
            to 192.0.2.9 fport irc { reply "paul" peter }
            to ::1 { forward 127.0.0.1 1113 }
            """);
    assertThat(reading.faults()).isEmpty();
    assertThat(reading.orThrow("x").wishes())
        .extracting(UserPolicy.Wish::statement)
        .containsExactly(
            new Plain(Capability.HIDE),
            new Plain(Capability.NUMERIC),
            new Plain(Capability.RANDOM),
            new Plain(Capability.RANDOM_NUMERIC),
            texts("paul", "peter"),
            new Forwarding("127.0.0.1", InetAddress.ofLiteral("127.0.0.1"), 1113));
  }

  @Test
  void user_hostByName_leavesTheRangeOutAndSaysSo() {
    var reading =
        readUser(
            "global { hide }\nto irc.example.net { reply x }\nfport 1 { forward localhost 9 }");
    assertThat(reading.orThrow("x").wishes()).hasSize(1);
    assertThat(reading.faults())
        .containsExactly(
            new PolicyFault(2, 4, "\"irc.example.net\"", "an address, not a name"),
            new PolicyFault(3, 19, "\"localhost\"", "an address, not a name"));
  }

  @Test
  void user_moreThanTwentyReplies_keepsTwentyAndSaysSo() {
    var reading = readUser("global { reply " + "x ".repeat(25) + "}");
    var wish = (Replies) reading.orThrow("x").wishes().getFirst().statement();
    assertThat(wish.texts()).hasSize(Replies.MAX_USER);
    assertThat(reading.faults()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "global { spoof }",
        "global { hide random }",
        "global { }",
        "global hide",
        "default { hide }",
        "user bob { hide }",
        "{ hide }",
        "global { reply }",
        "global { force hide }",
        "global { reply \"x\\r\\nevil\" }",
        "to 1.2.3.4 { hide",
        "to irc.example.net { reply x } global { spoof }"
      })
  void user_mistake_givesNoPolicy(String text) {
    assertThat(readUser(text).value()).isNull();
    assertThat(readUser(text).faults()).isNotEmpty();
  }

  @Test
  void orThrow_withoutValue_tellsAll() {
    assertThatThrownBy(() -> read("x\ny").orThrow("oidentd.conf"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("oidentd.conf: line 1, column 1: \"x\" (expected: default or user)");
  }
}
