package dev.sennit.ident.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/// What the kernel may write is read as it was meant.
class InetDiagPropertyTest {

  @Property(tries = 300)
  void read_anySocket_comesBack(
      @ForAll @Size(16) byte[] localBytes,
      @ForAll @Size(16) byte[] remoteBytes,
      @ForAll boolean v4,
      @ForAll @IntRange(max = 65_535) int localPort,
      @ForAll @IntRange(max = 65_535) int remotePort,
      @ForAll @IntRange(min = 1, max = 12) int state,
      @ForAll @LongRange(max = 0xffff_ffffL) long uid,
      @ForAll @LongRange(max = 0xffff_ffffL) long inode)
      throws UnknownHostException {
    InetSocketAddress local = end(localBytes, v4, localPort);
    InetSocketAddress remote = end(remoteBytes, v4, remotePort);

    InetDiagSocket socket =
        InetDiagSocket.read(Datagrams.socket(v4 ? 2 : 10, state, local, remote, uid, inode));

    assertThat(socket.local()).isEqualTo(local);
    assertThat(socket.remote()).isEqualTo(remote);
    assertThat(socket.state().number()).isEqualTo(state);
    assertThat(socket.uid()).isEqualTo(uid);
    assertThat(socket.inode()).isEqualTo(inode);
  }

  private static InetSocketAddress end(byte[] bytes, boolean v4, int port)
      throws UnknownHostException {
    byte[] address = v4 ? Arrays.copyOf(bytes, 4) : bytes;
    return new InetSocketAddress(InetAddress.getByAddress(address), port);
  }

  @Property(tries = 300)
  void readAll_anyMessagesInOneDatagram_comeBack(
      @ForAll @Size(max = 5) List<@Size(max = 40) byte[]> bodies) {
    ByteBuffer datagram =
        Datagrams.join(
            bodies.stream()
                .map(body -> Datagrams.message(20, 5, ByteBuffer.wrap(body)))
                .toArray(ByteBuffer[]::new));

    List<NetlinkMessage> messages = NetlinkMessage.readAll(datagram);

    assertThat(messages)
        .extracting(message -> message.body().duplicate())
        .containsExactlyElementsOf(bodies.stream().map(ByteBuffer::wrap).toList());
  }
}
