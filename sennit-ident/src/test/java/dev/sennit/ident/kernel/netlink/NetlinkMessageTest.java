package dev.sennit.ident.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {
  private static final ByteBuffer FOUR = ByteBuffer.wrap(new byte[] {1, 2, 3, 4});

  @Test
  void readAll_nothing_isNoMessage() {
    assertThat(NetlinkMessage.readAll(ByteBuffer.allocate(0))).isEmpty();
  }

  @Test
  void readAll_oneMessage_hasItsFields() {
    List<NetlinkMessage> all = NetlinkMessage.readAll(Datagrams.message(20, 77, FOUR));

    assertThat(all).hasSize(1);
    assertThat(all.getFirst().type()).isEqualTo(20);
    assertThat(all.getFirst().sequence()).isEqualTo(77);
    assertThat(all.getFirst().body().remaining()).isEqualTo(4);
  }

  @Test
  void readAll_threeMessagesWithPadding_areAllRead() {
    ByteBuffer odd = ByteBuffer.wrap(new byte[] {9});
    ByteBuffer datagram =
        Datagrams.join(
            Datagrams.message(20, 1, odd),
            Datagrams.message(20, 1, FOUR),
            Datagrams.message(NetlinkMessage.DONE, 1, ByteBuffer.allocate(4)));

    List<NetlinkMessage> all = NetlinkMessage.readAll(datagram);

    assertThat(all).extracting(NetlinkMessage::type).containsExactly(20, 20, 3);
    assertThat(all.get(0).body().remaining()).isEqualTo(1);
    assertThat(all.get(2).errno()).isZero();
  }

  @Test
  void readAll_lastMessageWithoutItsPadding_isRead() {
    ByteBuffer datagram = Datagrams.message(20, 1, ByteBuffer.wrap(new byte[] {9}));

    assertThat(NetlinkMessage.readAll(datagram)).hasSize(1);
  }

  @Test
  void readAll_lengthBelowHeader_isRefused() {
    ByteBuffer datagram = Datagrams.message(20, 1, FOUR);
    datagram.putInt(0, 15);

    refused(datagram, "message length: 15 (expected: 16 to 20)");
  }

  @Test
  void readAll_lengthBeyondDatagram_isRefused() {
    ByteBuffer datagram = Datagrams.message(20, 1, FOUR);
    datagram.putInt(0, 21);

    refused(datagram, "message length: 21 (expected: 16 to 20)");
  }

  @Test
  void readAll_hugeLength_isRefused() {
    ByteBuffer datagram = Datagrams.message(20, 1, FOUR);
    datagram.putInt(0, -1);

    refused(datagram, "message length: 4294967295 (expected: 16 to 20)");
  }

  @Test
  void readAll_partOfAHeader_isRefused() {
    refused(ByteBuffer.allocate(15), "datagram: 15 bytes left (expected: a header of 16)");
  }

  @Test
  void errno_ofAnErrorMessage_isPositive() {
    ByteBuffer body = Datagrams.buffer().putInt(-2).flip();

    assertThat(one(NetlinkMessage.ERROR, body).errno()).isEqualTo(2);
  }

  @Test
  void errno_ofAnEndWithoutBody_isZero() {
    assertThat(one(NetlinkMessage.DONE, ByteBuffer.allocate(0)).errno()).isZero();
  }

  @Test
  void errno_ofAShortErrorMessage_isRefused() {
    NetlinkMessage message = one(NetlinkMessage.ERROR, ByteBuffer.allocate(3));

    assertThatThrownBy(message::errno)
        .isInstanceOf(ProtocolException.class)
        .hasMessage("error: 3 bytes (expected: 4 or more)");
  }

  @Test
  void errno_thatHasNoOpposite_isRefused() {
    ByteBuffer body = Datagrams.buffer().putInt(Integer.MIN_VALUE).flip();

    assertThatThrownBy(one(NetlinkMessage.ERROR, body)::errno)
        .isInstanceOf(ProtocolException.class);
  }

  private static NetlinkMessage one(int type, ByteBuffer body) {
    return NetlinkMessage.readAll(Datagrams.message(type, 1, body)).getFirst();
  }

  private static void refused(ByteBuffer datagram, String message) {
    assertThatThrownBy(() -> NetlinkMessage.readAll(datagram))
        .isInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }
}
