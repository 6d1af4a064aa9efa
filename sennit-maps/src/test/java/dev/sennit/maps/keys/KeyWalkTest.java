package dev.sennit.maps.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.wire.Octets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/* Each row is what Postfix 3.7.11 asked of a memcache table that logged its keys, with
 * recipient_delimiter = + and mydestination = local.test, while it took mail over SMTP. */
class KeyWalkTest {
  private static final WalkSettings SETTINGS = new WalkSettings("+", List.of("Local.test"));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "u+e@sub.out.test, u+e@sub.out.test u@sub.out.test @sub.out.test",
        "user+ext@local.test, user+ext@local.test user@local.test user+ext user @local.test",
        "user@local.test, user@local.test user @local.test",
        "'\"a;b+x\"@q.test', '\"a;b+x\"@q.test a;b+x@q.test \"a;b\"@q.test a;b@q.test @q.test'",
        "'\"a;b\"@local.test', '\"a;b\"@local.test a;b@local.test \"a;b\" a;b @local.test'",
        "'\"a\\\"b+c\"@q.test', '\"a\\\"b+c\"@q.test a\"b+c@q.test \"a\\\"b\"@q.test a\"b@q.test"
            + " @q.test'",
        "'\"x@y+z\"@d.test', '\"x@y+z\"@d.test x@y+z@d.test \"x@y\"@d.test x@y@d.test @d.test'",
        "postmaster+x@q.test, postmaster+x@q.test postmaster@q.test @q.test",
        "a+b+c@q.test, a+b+c@q.test a@q.test @q.test",
        "+x@q.test, +x@q.test @q.test",
        "u@[192.0.2.1], u@[192.0.2.1] @[192.0.2.1]",
        "owner-x+y@q.test, owner-x+y@q.test owner-x@q.test @q.test",
      })
  void address_key_isAskedAsPostfixAsksVirtualAliasMaps(String key, String asked) {
    assertThat(asked(KeyWalk.ADDRESS, key)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "u+e@sub.out.test, u+e@sub.out.test u@sub.out.test sub.out.test out.test test u+e@ u@",
        "s@s.test, s@s.test s.test test s@",
        "'\"a;b+x\"@q.test', '\"a;b+x\"@q.test a;b+x@q.test \"a;b\"@q.test a;b@q.test q.test test"
            + " \"a;b+x\"@ a;b+x@ \"a;b\"@ a;b@'",
        "'\"we(ird\"@s.test', '\"we(ird\"@s.test we(ird@s.test s.test test \"we(ird\"@ we(ird@'",
        "u@[192.0.2.1], u@[192.0.2.1] [192.0.2.1] 0.2.1] 2.1] 1] u@",
        "üx+y@s.test, üx+y@s.test üx@s.test s.test test üx+y@ üx@",
        "<>, <>",
      })
  void accessAddress_key_isAskedAsPostfixAsksSenderAccess(String key, String asked) {
    assertThat(asked(KeyWalk.ACCESS_ADDRESS, key)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "u+e@sub.out.test, u+e@sub.out.test u@sub.out.test sub.out.test .out.test .test",
        "+x@q.test, +x@q.test q.test .test",
        "u@[192.0.2.1], u@[192.0.2.1] [192.0.2.1] .0.2.1] .2.1] .1]",
        "'\"a;b+x\"@q.test', '\"a;b+x\"@q.test a;b+x@q.test \"a;b\"@q.test a;b@q.test q.test"
            + " .test'",
        "*, *",
      })
  void transport_key_isAskedAsPostfixAsksTransportMaps(String key, String asked) {
    assertThat(asked(KeyWalk.TRANSPORT, key)).isEqualTo(asked);
  }

  @ParameterizedTest
  @EnumSource(KeyWalk.class)
  void keys_endlessDomainOrAddress_haveNoParents(KeyWalk walk) {
    assertThat(asked(walk, "a.".repeat(128))).doesNotContain(" ");
    assertThat(asked(walk, ":".repeat(30_000) + "x")).doesNotContain(" ");
    String address = "u+e@" + "a.".repeat(128);
    assertThat(asked(walk, address).split(" ").length).isLessThanOrEqualTo(5);
    assertThat(walk.keys(Octets.utf8("u@" + "a.".repeat(30_000)), SETTINGS)).hasSizeLessThan(6);
  }

  @Test
  void accessAddress_longestDomain_hasAllItsParents() {
    String domain = "a.".repeat(127) + "a"; // 255 bytes
    assertThat(KeyWalk.ACCESS_ADDRESS.keys(Octets.utf8("u@" + domain), SETTINGS)).hasSize(130);
    assertThat(KeyWalk.TRANSPORT.keys(Octets.utf8("u@" + domain), SETTINGS)).hasSize(129);
    assertThat(KeyWalk.DOMAIN.keys(Octets.utf8(domain), SETTINGS)).hasSize(128);
    assertThat(KeyWalk.CLIENT.keys(Octets.utf8(domain), SETTINGS)).hasSize(128);
  }

  @ParameterizedTest
  @CsvSource({
    "sub.out.test, sub.out.test out.test test",
    "mail.helo.test., mail.helo.test. helo.test. test.",
    "192.0.2.7, 192.0.2.7",
    "[192.0.2.1], [192.0.2.1] 0.2.1] 2.1] 1]",
    "[ipv6:2001:db8::7], [ipv6:2001:db8::7]",
    ".test, .test",
  })
  void domain_key_isAskedAsPostfixAsksHeloAccessAndRelayDomains(String key, String asked) {
    assertThat(asked(KeyWalk.DOMAIN, key)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource({
    "host.sub.client.test, host.sub.client.test sub.client.test client.test test",
    "unknown, unknown",
    "192.0.2.9, 192.0.2.9 192.0.2 192.0 192",
    "2001:db8::1:9, 2001:db8::1:9 2001:db8::1 2001:db8: 2001:db8 2001",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:3:4:5:6 2001:db8:1:2:3:4:5 2001:db8:1:2:3:4"
        + " 2001:db8:1:2:3 2001:db8:1:2 2001:db8:1 2001:db8 2001",
    "::1, ::1 :",
  })
  void client_key_isAskedAsPostfixAsksClientAccess(String key, String asked) {
    assertThat(asked(KeyWalk.CLIENT, key)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        // these local parts are names of the mail system: never cut, whatever the delimiter
        "post-master@x.test, post-master@x.test post@x.test @x.test",
        "mailer-daemon@x.test, mailer-daemon@x.test @x.test",
        "double-bounce@x.test, double-bounce@x.test @x.test",
        "owner-list@x.test, owner-list@x.test @x.test",
        "list-request@x.test, list-request@x.test @x.test",
        "-request@x.test, -request@x.test @x.test",
      })
  void address_delimiterHyphen_sparesTheNamesOfTheMailSystem(String key, String asked) {
    assertThat(text(KeyWalk.ADDRESS.keys(Octets.utf8(key), new WalkSettings("+-", List.of()))))
        .isEqualTo(asked);
  }

  @Test
  void keys_bareKeyThatNeedsQuotes_isAskedFirstAsItCame() {
    assertThat(asked(KeyWalk.ADDRESS, "a;b@q.test")).isEqualTo("a;b@q.test \"a;b\"@q.test @q.test");
  }

  @Test
  void keys_noAddress_isAskedAlone() {
    for (KeyWalk walk : KeyWalk.values()) {
      for (String key : List.of("*", "<>", "\"<>\"", "\"\"", "user+x")) {
        assertThat(asked(walk, key)).as("%s", walk).isEqualTo(key);
      }
    }
  }

  @Test
  void keys_emptyKey_asksNothing() {
    for (KeyWalk walk : KeyWalk.values()) {
      assertThat(walk.keys(Octets.EMPTY, SETTINGS)).isEmpty();
    }
  }

  @Test
  void keys_bytesThatAreNoUtf8_areTakenApartAsTheyAre() {
    byte[] key = {'u', (byte) 0xff, '+', 'x', '@', (byte) 0xfe, '.', 't'};
    assertThat(KeyWalk.TRANSPORT.keys(Octets.of(key), SETTINGS))
        .containsExactly(
            Octets.of(key),
            Octets.of((byte) 'u', (byte) 0xff, (byte) '@', (byte) 0xfe, (byte) '.', (byte) 't'),
            Octets.of((byte) 0xfe, (byte) '.', (byte) 't'),
            Octets.utf8(".t"));
  }

  @Test
  void settings_delimiterThatIsNoDelimiter_isRefused() {
    assertThatThrownBy(() -> new WalkSettings("+@", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delimiters: +@ (expected: printable ASCII characters without @)");
  }

  private static String asked(KeyWalk walk, String key) {
    return text(walk.keys(Octets.utf8(key), SETTINGS));
  }

  private static String text(List<Octets> keys) {
    return String.join(" ", Arrays.asList(keys.stream().map(Octets::utf8).toArray(String[]::new)));
  }
}
