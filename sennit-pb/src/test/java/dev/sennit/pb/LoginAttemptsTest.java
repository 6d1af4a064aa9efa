package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {
  private final AtomicLong clock = new AtomicLong(-5);
  private final LoginAttempts attempts = new LoginAttempts(3, clock::get);

  @Test
  void take_moreThanThereAre_isRefusedUntilOneComesBack() {
    for (int i = 0; i < 3; i++) {
      assertThat(attempts.take("a")).isTrue();
    }
    assertThat(attempts.take("a")).isFalse();
    assertThat(attempts.take("b")).isTrue();
    clock.addAndGet(LoginAttempts.EACH_NANOS);
    assertThat(attempts.take("a")).isTrue();
    assertThat(attempts.take("a")).isFalse();
    clock.addAndGet(100 * LoginAttempts.EACH_NANOS);
    for (int i = 0; i < 3; i++) {
      assertThat(attempts.take("a")).isTrue();
    }
    assertThat(attempts.take("a")).isFalse();
  }

  @Test
  void giveBack_aTry_isThereAgain() {
    for (int i = 0; i < 100; i++) {
      assertThat(attempts.take("a")).isTrue();
      attempts.giveBack("a");
    }
    assertThat(attempts.remembered()).isZero();
  }

  @Test
  void take_fromVeryManyAddresses_forgetsTheQuietest() {
    for (int i = 0; i < LoginAttempts.ADDRESSES + 10; i++) {
      assertThat(attempts.take(i)).isTrue();
    }
    assertThat(attempts.remembered()).isEqualTo(LoginAttempts.ADDRESSES);
  }

  @Test
  void key_ofAPeer_isItsNetworkOrItsUser() {
    assertThat(key("192.0.2.1")).isEqualTo(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
    assertThat(key("2001:db8::1"))
        .isEqualTo(key("2001:db8::ffff:1"))
        .isNotEqualTo(key("2001:db8:0:1::1"));
  }

  private static Object key(String address) {
    var inet = new InetSocketAddress(InetAddress.ofLiteral(address), 1);
    return LoginAttempts.key(Peer.of(inet, inet));
  }

  @Test
  void attempts_none_isRefused() {
    assertThatThrownBy(() -> new LoginAttempts(0, clock::get))
        .hasMessage("attempts: 0 (expected: 1 or more)");
  }
}
