package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Delivery;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams box by box, with a peer that need not keep to the rules.
@Timeout(60)
class AmpStreamsTest {

  private final AmpStreams streams = new AmpStreams();
  private final RecordingSender peer = new RecordingSender();
  private final AmpDispatcher dispatcher =
      new AmpDispatcher(
          streams.on(AmpRouter.of()),
          AmpLimits.defaults(),
          AmpServerOptions.TIMEOUTS,
          Delivery.ON_LOOP);

  AmpStreamsTest() {
    dispatcher.started(peer);
  }

  private AmpStreamReader reader() {
    return streams.read(dispatcher.connection());
  }

  private void data(long stream, byte... bytes) {
    dispatcher.received(
        AmpBox.builder()
            .put("_command", "StreamData")
            .put("stream", Long.toString(stream))
            .put(Octets.utf8("data"), Octets.of(bytes))
            .build());
  }

  private void assertEnded() {
    assertThat(peer.unhandled).hasOnlyElementsOfType(ProtocolException.class).isNotEmpty();
  }

  @Test
  void read_opened_letsTheWriterSendOneWindow() {
    AmpStreamReader reader = reader();
    assertThat(peer.sent)
        .containsExactly(AmpBox.of("_command", "StreamMore", "stream", "1", "bytes", "1048576"));
    assertThat(reader.number()).isEqualTo(1);
  }

  @Test
  void data_oneByteAtATime_takesHardlyMoreRoomThanItHasBytes() throws IOException {
    AmpStreamReader reader = reader();
    byte[] expected = new byte[50_000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) (i * 31);
      data(1, expected[i]);
    }
    assertThat(reader.available()).as("bytes in the first piece").isGreaterThan(8_000);
    assertThat(reader.readNBytes(expected.length)).isEqualTo(expected);
  }

  @Test
  void data_smallPiecesWhileItIsRead_keepTheirOrder() throws IOException {
    AmpStreamReader reader = reader();
    int next = 0;
    int read = 0;
    for (int i = 0; i < 3_000; i++) {
      for (int j = 0; j <= i % 4; j++) {
        data(1, (byte) next++, (byte) next++);
      }
      int most = Math.min(next - read, 1 + i % 7);
      for (byte each : reader.readNBytes(most)) {
        assertThat(each).isEqualTo((byte) read++);
      }
    }
    while (read < next) {
      assertThat(reader.read()).isEqualTo(read++ & 0xff);
    }
  }

  @Test
  void data_beyondTheWindow_endsTheConnection() {
    AmpStreamReader _ = reader();
    for (int i = 0; i < 16; i++) {
      data(1, new byte[65_535]);
    }
    data(1, new byte[16]);
    assertThat(peer.unhandled).isEmpty();
    data(1, (byte) 1);
    assertEnded();
  }

  /// Bytes that nobody reads any more count too.
  @Test
  void data_beyondTheWindowOfAClosedReader_endsTheConnection() {
    reader().close();
    for (int i = 0; i < 16; i++) {
      data(1, new byte[65_535]);
    }
    assertThat(peer.unhandled).isEmpty();
    data(1, new byte[17]);
    assertEnded();
  }

  @Test
  void data_behindTheEnd_endsTheConnection() {
    AmpStreamReader reader = reader();
    dispatcher.received(AmpBox.of("_command", "StreamEnd", "stream", "1"));
    assertThat(peer.sent.getLast()).isEqualTo(AmpBox.of("_command", "StreamStop", "stream", "1"));
    data(1, (byte) 1);
    assertEnded();
    assertThat(reader.number()).isEqualTo(1);
  }

  @Test
  void end_twice_endsTheConnection() {
    AmpStreamReader _ = reader();
    dispatcher.received(AmpBox.of("_command", "StreamEnd", "stream", "1"));
    dispatcher.received(AmpBox.of("_command", "StreamEnd", "stream", "1"));
    assertEnded();
  }

  @Test
  void stop_ofAStreamThatIsNone_doesNothing() {
    dispatcher.received(AmpBox.of("_command", "StreamStop", "stream", "99"));
    assertThat(peer.unhandled).isEmpty();
    assertThat(peer.sent).isEmpty();
  }

  @Test
  void stop_ofAWriter_isAnsweredByTheEnd() {
    AmpStreamWriter writer = streams.write(dispatcher.connection(), 5);
    dispatcher.received(AmpBox.of("_command", "StreamStop", "stream", "5"));
    assertThat(peer.sent).containsExactly(AmpBox.of("_command", "StreamEnd", "stream", "5"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> writer.write(1))
        .withMessageContaining("wants no more");
  }

  @Test
  void more_beyondAllNumbers_isAllThatIs() throws IOException {
    AmpStreamWriter writer = streams.write(dispatcher.connection(), 5);
    for (int i = 0; i < 2; i++) {
      dispatcher.received(
          AmpBox.of("_command", "StreamMore", "stream", "5", "bytes", "" + Long.MAX_VALUE));
    }
    writer.write(new byte[40_000]);
    assertThat(peer.unhandled).isEmpty();
    assertThat(peer.sent).hasSize(2);
  }

  @Test
  void more_forTooManyStreams_endsTheConnection() {
    for (int i = 1; i <= 1_024; i++) {
      dispatcher.received(AmpBox.of("_command", "StreamMore", "stream", "" + i, "bytes", "1"));
    }
    assertThat(peer.unhandled).isEmpty();
    dispatcher.received(AmpBox.of("_command", "StreamMore", "stream", "1025", "bytes", "1"));
    assertEnded();
  }
}
