package dev.sennit.ident.policy;

import static dev.sennit.ident.policy.Fixture.ALICE;
import static dev.sennit.ident.policy.Fixture.system;
import static dev.sennit.ident.policy.Fixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.policy.Verdict.Asked;
import dev.sennit.ident.policy.Verdict.Hidden;
import dev.sennit.ident.policy.Verdict.RealName;
import dev.sennit.ident.policy.Verdict.Told;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
  private final Decider decider = new Decider(Fixture.ACCOUNTS);

  private Verdict decide(String allowed, String wish, int fport) throws IOException {
    return decider.decide(grant(allowed), wish(wish), ALICE, to(fport));
  }

  private static Grant grant(String allowed) {
    StringBuilder text = new StringBuilder("default { default { deny forward ");
    for (String word : allowed.split(" ", 0)) {
      text.append(word.isEmpty() ? "" : "allow " + word + " ");
    }
    return system(text + "} }").grant(1000, to(1));
  }

  private static @Nullable Statement wish(String wish) {
    return Fixture.readUser("global { " + wish + " }").orThrow("wish").wish(to(1));
  }

  private Verdict force(String statement) throws IOException {
    var policy = system("default { default { force " + statement + " } }");
    return decider.decide(policy.grant(1000, to(1)), wish("reply elsewise"), ALICE, to(1));
  }

  private static String id(Verdict verdict) {
    return ((Told) verdict).id().utf8();
  }

  @Test
  void decide_noWish_isRealName() throws IOException {
    var all = grant("spoof spoof_all spoof_privport hide random numeric");
    assertThat(decider.decide(all, null, ALICE, to(1))).isEqualTo(RealName.PLAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hide", "numeric", "random", "random_numeric", "forward 127.0.0.1 9"})
  void decide_wishWithoutItsCapability_isRealName(String wish) throws IOException {
    String word = wish.split(" ", 2)[0];
    String others =
        "spoof spoof_all spoof_privport hide numeric random random_numeric forward"
            .replaceFirst("\\b" + word + "( |$)", "");
    assertThat(decide(others, wish, 6667)).isInstanceOf(RealName.class);
  }

  @Test
  void decide_wishWithItsCapability_isDone() throws IOException {
    assertThat(decide("hide", "hide", 1)).isInstanceOf(Hidden.class);
    assertThat(id(decide("numeric", "numeric", 1))).isEqualTo("1000");
    assertThat(id(decide("random", "random", 1))).matches("[0-9A-Za-z]{11}");
    assertThat(id(decide("random_numeric", "random_numeric", 1))).matches("user[0-9]{1,5}");
    assertThat(decide("forward", "forward 127.0.0.1 9", 1)).isInstanceOf(Asked.class);
  }

  @Test
  void decide_randomTwice_differs() throws IOException {
    assertThat(id(decide("random", "random", 1))).isNotEqualTo(id(decide("random", "random", 1)));
  }

  @ParameterizedTest
  @CsvSource({
    // allowed, reply, foreign port, told
    "'', alice, 80, true", // the own name, always
    "'', alias, 80, true", // another name of the same uid
    "'', paul, 6667, false",
    "spoof, paul, 6667, true",
    "spoof, paul, 1024, true",
    "spoof, paul, 1023, false",
    "spoof spoof_privport, paul, 1023, true",
    "spoof_privport, paul, 80, false", // does not imply spoof
    "spoof, bob, 6667, false",
    "spoof_all, bob, 6667, false", // does not imply spoof
    "spoof spoof_all, bob, 6667, true",
    "spoof spoof_all, bob, 80, false",
    "spoof spoof_all spoof_privport, bob, 80, true",
    "hide random numeric random_numeric forward, paul, 6667, false"
  })
  void decide_reply_followsTheSpoofRules(String allowed, String reply, int fport, boolean told)
      throws IOException {
    Verdict verdict = decide(allowed, "reply " + reply, fport);
    assertThat(verdict).isInstanceOf(told ? Told.class : RealName.class);
  }

  @Test
  void decide_replyThatIsNoText_isNoUsersName() throws IOException {
    assertThat(decide("spoof", "reply \"\\xff\"", 6667)).isInstanceOf(Told.class);
  }

  @Test
  void decide_severalReplies_picksEach() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      seen.add(id(decide("spoof", "reply a b c", 6667)));
    }
    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void decide_forced_isNotWeighed() throws IOException {
    assertThat(force("hide")).isInstanceOf(Hidden.class);
    assertThat(id(force("numeric"))).isEqualTo("1000");
    assertThat(id(force("random"))).hasSize(11);
    assertThat(id(force("random_numeric"))).startsWith("user");
    assertThat(id(force("reply bob"))).isEqualTo("bob");
    assertThat(force("forward 127.0.0.1 9")).matches(v -> v instanceof Asked a && a.forced());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spoof", "spoof_all", "spoof_privport"})
  void decide_forcedSpoofing_isRealName(String word) throws IOException {
    assertThat(force(word)).isEqualTo(RealName.PLAIN);
  }

  @Test
  void forwarded_answer_followsTheSpoofRules() throws IOException {
    Asked asked = (Asked) decide("forward", "forward 127.0.0.1 9", 6667);
    Octets paul = Octets.utf8("paul");
    assertThat(decider.forwarded(asked, paul, grant("forward"), ALICE, to(6667)))
        .isInstanceOf(RealName.class);
    assertThat(decider.forwarded(asked, Octets.utf8("alice"), grant("forward"), ALICE, to(6667)))
        .isInstanceOf(Told.class);
    assertThat(decider.forwarded(asked, paul, grant("forward spoof"), ALICE, to(6667)))
        .isInstanceOf(Told.class);
  }

  @Test
  void forwarded_failure_isHiddenOnlyIfThatIsAllowed() throws IOException {
    Asked asked = (Asked) decide("forward", "forward 127.0.0.1 9", 6667);
    assertThat(decider.forwarded(asked, null, grant("forward"), ALICE, to(6667)))
        .isInstanceOf(RealName.class);
    assertThat(decider.forwarded(asked, null, grant("forward hide"), ALICE, to(6667)))
        .isInstanceOf(Hidden.class);
  }

  @Test
  void forwarded_forced_isToldOrHidden() throws IOException {
    Asked asked = (Asked) force("forward 127.0.0.1 9");
    assertThat(decider.forwarded(asked, Octets.utf8("bob"), Grant.NONE, ALICE, to(80)))
        .isInstanceOf(Told.class);
    assertThat(decider.forwarded(asked, null, Grant.NONE, ALICE, to(80)))
        .isInstanceOf(Hidden.class);
  }
}
