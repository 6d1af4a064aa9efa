package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QueryRateTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");

  private final QueryRate rate = new QueryRate(3);

  private int allowed(InetAddress address, int tries, long now) {
    int count = 0;
    for (int i = 0; i < tries; i++) {
      count += rate.allows(address, now) ? 1 : 0;
    }
    return count;
  }

  @Test
  void allows_burst_isWhatOneSecondHas() {
    assertThat(allowed(A, 10, 5)).isEqualTo(3);
    assertThat(allowed(B, 2, 5)).isEqualTo(2);
  }

  @Test
  void allows_afterAWhile_asManyAsTheTimeAllows() {
    assertThat(allowed(A, 10, 0)).isEqualTo(3);
    assertThat(allowed(A, 10, SECOND / 3)).isEqualTo(1);
    assertThat(allowed(A, 10, SECOND * 10)).isEqualTo(3);
  }

  @Test
  void allows_oneNetworkOfIpv6_isOneAddress() {
    assertThat(allowed(InetAddress.ofLiteral("2001:db8::1"), 3, 0)).isEqualTo(3);
    assertThat(allowed(InetAddress.ofLiteral("2001:db8::2"), 3, 0)).isZero();
    assertThat(allowed(InetAddress.ofLiteral("2001:db8:0:1::1"), 3, 0)).isEqualTo(3);
  }

  @Test
  void allows_moreAddressesThanAreToldApart_shareOneAccount() throws UnknownHostException {
    for (int i = 0; i < QueryRate.ADDRESSES; i++) {
      assertThat(rate.allows(address(i), 0)).isTrue();
    }
    assertThat(allowed(address(20_000), 2, 0)).isEqualTo(2);
    assertThat(allowed(address(20_001), 2, 0)).isEqualTo(1);
    assertThat(rate.addresses()).isLessThanOrEqualTo(QueryRate.ADDRESSES + 1);

    assertThat(allowed(address(20_002), 5, 2 * SECOND)).isEqualTo(3);
    assertThat(rate.addresses()).isLessThan(10);
  }

  /// Who has many addresses cannot have all of them looked at for each query.
  @Test
  void allows_moreAddresses_looksForThoseThatHavePaidNowAndThenOnly() throws UnknownHostException {
    long tenth = SECOND / 10;
    for (int i = 0; i < QueryRate.ADDRESSES; i++) {
      assertThat(rate.allows(address(i), 0)).isTrue(); // paid for after a third of a second
    }
    assertThat(rate.allows(address(20_000), 3 * tenth)).isTrue();
    assertThat(rate.allows(address(20_001), 4 * tenth - 1)).isTrue();
    assertThat(rate.addresses()).isGreaterThanOrEqualTo(QueryRate.ADDRESSES);

    assertThat(rate.allows(address(20_002), 4 * tenth)).isTrue();
    assertThat(rate.addresses()).isLessThan(10);
  }

  private static InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByAddress(
        new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number});
  }
}
