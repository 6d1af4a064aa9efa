package dev.sennit.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class EndsTest {
  private static final InetSocketAddress A =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 6667);
  private static final InetSocketAddress B =
      new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 10_000);

  @Test
  void of_channelOfNetty_areItsAddresses() {
    EmbeddedChannel channel =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress localAddress0() {
            return A;
          }

          @Override
          protected SocketAddress remoteAddress0() {
            return B;
          }
        };
    assertThat(Ends.of(channel)).isEqualTo(new Ends(A, B));
    assertThat(Ends.of(channel)).hasToString("192.0.2.1:6667 -> [2001:db8:0:0:0:0:0:1]:10000");
    boolean _ = channel.finishAndReleaseAll();
  }

  @Test
  void ends_ipv4InIpv6_isUnwrapped() throws UnknownHostException {
    byte[] wrapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
    InetSocketAddress six =
        new InetSocketAddress(Inet6Address.getByAddress(null, wrapped, -1), 6667);
    assertThat(six.getAddress()).isInstanceOf(Inet6Address.class);

    assertThat(new Ends(six, B).local()).isEqualTo(A);
    assertThat(Ends.plain(B)).isSameAs(B);
    assertThat(Ends.plain(A)).isSameAs(A);
  }

  @Test
  void ends_notConnected_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ends.of(new Socket()))
        .withMessageContaining("expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ends.between(A, null))
        .withMessage("remote: null (expected: the address of a connected TCP socket)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ends.between(UnixDomainSocketAddress.of("/x"), B));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ends(InetSocketAddress.createUnresolved("box", 1), B))
        .withMessageContaining("expected: numbers, no name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Ends(new InetSocketAddress(A.getAddress(), 0), B))
        .withMessageContaining("expected: port 1 to 65535");
  }
}
