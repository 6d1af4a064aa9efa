package dev.sennit.ident.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.policy.Fixture;
import dev.sennit.ident.policy.PolicyFault;
import dev.sennit.ident.policy.Reading;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasqReaderTest {

  private static Reading<MasqTable> read(String text) {
    return MasqReader.read(text.getBytes(StandardCharsets.ISO_8859_1), Fixture.NAMES);
  }

  private static @Nullable String find(String text, String host) {
    return read(text)
        .orThrow("masq")
        .find(InetAddress.ofLiteral(host))
        .map(user -> user.opsys() + ":" + user.id().utf8())
        .orElse(null);
  }

  @Test
  void read_exampleOfTheManual_firstMatchCounts() {
    String table =
        """
        # host[/mask]           response  system-type
        10.0.0.1                user1     UNIX
        irc.example.net\t\t user2\tUNIX-BSD\r
          # indented comment

        10.0.0.0/24             user3     UNIX
        10.0.0.0/255.255.0.0    user4     UNKNOWN
        """;
    assertThat(find(table, "10.0.0.1")).isEqualTo("UNIX:user1");
    assertThat(find(table, "10.0.0.2")).isEqualTo("UNIX:user3");
    assertThat(find(table, "10.0.1.1")).isEqualTo("UNKNOWN:user4"); // no mask of an earlier line
    assertThat(find(table, "10.1.0.1")).isNull();
    assertThat(find(table, "192.0.2.9")).isEqualTo("UNIX-BSD:user2");
    assertThat(find(table, "2001:db8::9")).isEqualTo("UNIX-BSD:user2");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/0, 192.0.2.9, true",
    "10.1.2.3/1, 127.0.0.1, true",
    "10.1.2.3/1, 128.0.0.1, false",
    "10.1.2.3/31, 10.1.2.2, true",
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3/32, 10.1.2.2, false",
    "10.1.2.3/0.0.0.255, 192.0.2.3, true",
    "10.1.2.3/0.0.0.0, 192.0.2.3, true",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/33, 2001:db8:ffff::1, false",
    "2001:db8::/128, 2001:db8::, true",
    "::/0, 2001:db8::, true",
    "::/0, 10.0.0.1, false",
    "0.0.0.0/0, ::1, false"
  })
  void find_mask_countsItsBits(String rule, String host, boolean matches) {
    assertThat(find(rule + " x UNIX", host)).isEqualTo(matches ? "UNIX:x" : null);
  }

  @Test
  void read_charset_isTaken() {
    assertThat(read("10.0.0.1 x OTHER,UTF-8").orThrow("m").find(InetAddress.ofLiteral("10.0.0.1")))
        .get()
        .extracting(UserId::opsys, UserId::charset)
        .containsExactly("OTHER", "UTF-8");
  }

  @Test
  void read_manyMistakes_tellsEach() {
    var reading =
        read(
            """
            10.0.0.1
            10.0.0.1 x UNIX more
            10.0.0.1/33 x UNIX
              10.0.0.1/x x UNIX
            ::1/129 x UNIX
            ::1/255.0.0.0 x UNIX
            10.0.0.1/1.2.3.256 x UNIX
            nowhere.example x UNIX
            /8 x UNIX
            10.0.0.1 x UN:IX
            10.0.0.1 x UNIX,
            """);
    assertThat(reading.value()).isNull();
    assertThat(reading.faults())
        .extracting(PolicyFault::toString)
        .containsExactly(
            "line 1, column 9: end of line (expected: HOST[/MASK] REPLY SYSTEM)",
            "line 2, column 17: more (expected: HOST[/MASK] REPLY SYSTEM)",
            "line 3, column 10: 33 (expected: 0 to 32, or A.B.C.D)",
            "line 4, column 12: x (expected: 0 to 32, or A.B.C.D)",
            "line 5, column 5: 129 (expected: 0 to 128)",
            "line 6, column 5: 255.0.0.0 (expected: 0 to 128)",
            "line 7, column 10: 1.2.3.256 (expected: 0 to 32, or A.B.C.D)",
            "line 8, column 1: nowhere.example (expected: a host that is known)",
            "line 9, column 1:  (expected: a host that is known)",
            "line 10, column 12: UN:IX (expected: SYSTEM or SYSTEM,CHARSET without colon)",
            "line 11, column 12: UNIX, (expected: SYSTEM or SYSTEM,CHARSET without colon)");
  }

  @Test
  void read_replyTooLongOrNul_isAFault() {
    assertThat(read("10.0.0.1 " + "x".repeat(512) + " UNIX").value()).isNotNull();
    assertThat(read("10.0.0.1 " + "x".repeat(513) + " UNIX").value()).isNull();
    assertThat(read("10.0.0.1 x\0 UNIX").value()).isNull();
    assertThat(read("10.0.0.1 x\ry UNIX").faults()).hasSize(1); // a CR never gets into a reply
    assertThat(read("#".repeat(MasqReader.MAX_BYTES + 1)).value()).isNull();
    assertThat(read("x\n".repeat(500)).faults()).hasSize(Reading.MAX_FAULTS);
  }
}
