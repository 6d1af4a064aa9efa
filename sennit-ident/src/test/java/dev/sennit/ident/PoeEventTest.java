package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentError;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoeEventTest {
  private static final IdentRequest REQUEST =
      IdentRequest.of(
              new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 6667),
              new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 10_000))
          .reference("mine");

  @Test
  void of_user_isAReplyWithSystemAndTrimmedId() {
    UserId user = new UserId("UNIX", null, Octets.utf8("  alice "));
    assertThat(PoeEvent.of(new Identified(REQUEST, user)))
        .isEqualTo(
            new PoeEvent(
                "ident_client_reply", REQUEST, List.of(Octets.utf8("UNIX"), Octets.utf8("alice"))));
  }

  @Test
  void of_charset_isJoinedToTheSystem() {
    UserId user = new UserId("UNIX", "UTF-8", Octets.utf8(" x "));
    assertThat(PoeEvent.of(new Identified(REQUEST, user)).arguments())
        .containsExactly(Octets.utf8("UNIX, UTF-8"), Octets.utf8("x "));
  }

  @Test
  void of_error_isTheServersWord() {
    assertThat(PoeEvent.of(new Declined(REQUEST, new IdentError("X-FOO-BAR"))))
        .isEqualTo(new PoeEvent("ident_client_error", REQUEST, List.of(Octets.utf8("X-FOO-BAR"))));
  }

  @ParameterizedTest
  @EnumSource(IdentFailure.class)
  void of_everyFailure_isTheMisspeltWordThere_andUnknownErrorHere(IdentFailure failure) {
    Failed failed = new Failed(REQUEST, failure, "detail");
    assertThat(PoeEvent.of(failed).arguments()).containsExactly(Octets.utf8("UKNOWN-ERROR"));
    assertThat(failed.answer()).isEqualTo(Fault.UNKNOWN_ERROR);
    assertThat(failed.request().reference()).isEqualTo("mine");
  }

  @Test
  void answer_replies_areTheServersWords() {
    assertThat(new Identified(REQUEST, UserId.unix("a")).answer()).isEqualTo(UserId.unix("a"));
    assertThat(new Declined(REQUEST, IdentError.NO_USER).answer()).isEqualTo(Fault.NO_USER);
  }
}
