package dev.sennit.ident.policy;

import static dev.sennit.ident.policy.Capability.HIDE;
import static dev.sennit.ident.policy.Capability.NUMERIC;
import static dev.sennit.ident.policy.Capability.RANDOM;
import static dev.sennit.ident.policy.Capability.SPOOF;
import static dev.sennit.ident.policy.Fixture.connection;
import static dev.sennit.ident.policy.Fixture.system;
import static dev.sennit.ident.policy.Fixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.policy.Statement.Plain;
import org.junit.jupiter.api.Test;

class SystemPolicyTest {
  private static final long ALICE = 1000;

  @Test
  void grant_noFile_isNothing() {
    assertThat(SystemPolicy.REAL_NAMES.grant(ALICE, to(1))).isEqualTo(Grant.NONE);
  }

  @Test
  void grant_noDefaultBlock_isNothing() {
    var policy = system("user bob { default { allow spoof } }");
    assertThat(policy.grant(ALICE, to(1))).isEqualTo(Grant.NONE);
  }

  @Test
  void grant_defaultBlockWithoutRangeThatMatches_isNothing() {
    // oidentd dies here of a segmentation fault
    var policy = system("default { fport 6667 { allow spoof } }");
    assertThat(policy.grant(ALICE, to(80))).isEqualTo(Grant.NONE);
    assertThat(policy.grant(ALICE, to(6667)).allowed()).containsExactly(SPOOF);
  }

  @Test
  void grant_twoRangesMatch_lastWins() {
    var policy =
        system(
            """
            default { default { allow random }
              fport 6000:7000 { allow hide deny random } fport 6667 { allow numeric } }
            """);
    assertThat(policy.grant(ALICE, to(6667)).allowed()).containsExactlyInAnyOrder(RANDOM, NUMERIC);
    assertThat(policy.grant(ALICE, to(6666)).allowed()).containsExactly(HIDE);
    assertThat(policy.grant(ALICE, to(1)).allowed()).containsExactly(RANDOM);
  }

  @Test
  void grant_defaultRangeLast_winsAlways() {
    var policy = system("default { fport 6667 { allow hide } default { allow random } }");
    assertThat(policy.grant(ALICE, to(6667)).allowed()).containsExactly(RANDOM);
  }

  @Test
  void grant_ownBlockWithoutMatch_fallsToDefaultBlock() {
    var policy =
        system(
            """
            default { default { allow random } }
            user alice { fport 1 { force hide } }
            """);
    assertThat(policy.grant(ALICE, to(2)).allowed()).containsExactly(RANDOM);
    assertThat(policy.grant(ALICE, to(1)).forced()).isEqualTo(new Plain(HIDE));
  }

  @Test
  void grant_ownBlockWithMatch_hidesDefaultBlock() {
    var policy =
        system("default { default { force hide } } user alice { default { allow random } }");
    assertThat(policy.grant(ALICE, to(2)).forced()).isNull();
    assertThat(policy.grant(1001, to(2)).forced()).isEqualTo(new Plain(HIDE));
  }

  @Test
  void seed_innerDefaultOfDefaultBlock_startsLaterRangesOnly() {
    var policy =
        system(
            """
            user bob { fport 1 { allow hide } }
            default { fport 1 { allow hide } default { allow spoof } fport 2 { allow hide } }
            user alice { default { allow random } fport 3 { deny spoof } }
            """);
    assertThat(policy.grant(1001, to(1)).allowed()).containsExactly(HIDE);
    assertThat(policy.grant(7, to(2)).allowed()).containsExactlyInAnyOrder(SPOOF, HIDE);
    assertThat(policy.grant(ALICE, to(9)).allowed()).containsExactlyInAnyOrder(SPOOF, RANDOM);
    assertThat(policy.grant(ALICE, to(3)).allowed()).isEmpty();
  }

  @Test
  void seed_defaultOfAUserBlock_startsNothing() {
    var policy = system("user alice { default { allow random } fport 3 { allow hide } }");
    assertThat(policy.grant(ALICE, to(3)).allowed()).containsExactly(HIDE);
  }

  @Test
  void seed_forced_leavesItsCapability() {
    var policy = system("default { default { force hide } fport 3 { allow spoof } }");
    assertThat(policy.grant(ALICE, to(3)))
        .isEqualTo(new Grant(java.util.Set.of(HIDE, SPOOF), null));
  }

  @Test
  void force_thenAllow_isNoLongerForced() {
    var policy = system("default { default { allow random force hide allow spoof } }");
    assertThat(policy.grant(ALICE, to(3)))
        .isEqualTo(new Grant(java.util.Set.of(HIDE, SPOOF), null));
  }

  @Test
  void force_twice_lastWins() {
    var policy = system("default { default { force hide force numeric } }");
    assertThat(policy.grant(ALICE, to(3)).forced()).isEqualTo(new Plain(NUMERIC));
  }

  @Test
  void filter_eachPart_counts() {
    var policy =
        system(
            """
            default { default { deny hide }
              to 192.0.2.9 fport 6667 from 192.0.2.1 lport 40000:40001 { allow hide } }
            """);
    assertThat(hides(policy, "192.0.2.1", 40_000, "192.0.2.9", 6667)).isTrue();
    assertThat(hides(policy, "192.0.2.1", 40_001, "192.0.2.9", 6667)).isTrue();
    assertThat(hides(policy, "192.0.2.2", 40_000, "192.0.2.9", 6667)).isFalse();
    assertThat(hides(policy, "192.0.2.1", 40_002, "192.0.2.9", 6667)).isFalse();
    assertThat(hides(policy, "192.0.2.1", 40_000, "192.0.2.8", 6667)).isFalse();
    assertThat(hides(policy, "192.0.2.1", 40_000, "192.0.2.9", 6668)).isFalse();
  }

  @Test
  void filter_hostWithSeveralAddresses_matchesEach() {
    var policy = system("default { to irc.example.net { allow hide } }");
    assertThat(hides(policy, "192.0.2.1", 1, "192.0.2.9", 1)).isTrue();
    assertThat(hides(policy, "2001:db8::1", 1, "2001:db8::9", 1)).isTrue();
    assertThat(hides(policy, "2001:db8::1", 1, "2001:db8::8", 1)).isFalse();
  }

  @Test
  void filter_openRanges_reachTheEnds() {
    var policy = system("default { fport :1023 { allow hide } lport 1024: { allow random } }");
    assertThat(policy.grant(ALICE, connection("::1", 80, "::1", 1)).allowed())
        .containsExactly(HIDE);
    assertThat(policy.grant(ALICE, connection("::1", 65_535, "::1", 1024)).allowed())
        .containsExactly(RANDOM);
    assertThat(policy.grant(ALICE, connection("::1", 80, "::1", 1024)).allowed()).isEmpty();
  }

  @Test
  void filter_mappedAddress_isThatOfIpv4() {
    var policy = system("default { to ::ffff:192.0.2.9 { allow hide } }");
    assertThat(hides(policy, "192.0.2.1", 1, "192.0.2.9", 1)).isTrue();
  }

  private static boolean hides(SystemPolicy policy, String from, int lport, String to, int fport) {
    return policy.grant(ALICE, connection(from, lport, to, fport)).allows(HIDE);
  }
}
