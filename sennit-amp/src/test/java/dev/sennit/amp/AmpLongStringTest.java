package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmpLongStringTest {
  record Mail(@AmpAs(AmpLongString.class) Octets body) {}

  record Log(@AmpAs(AmpLongUnicode.class) Optional<String> line) {}

  static final AmpCommand<Mail, Mail> MAIL = AmpCommand.of(Mail.class, Mail.class);
  static final AmpCommand<Log, Log> LOG = AmpCommand.of(Log.class, Log.class);

  private static final AmpConnection NOBODY = new AmpDispatcher(AmpRouter.of()).connection();

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "65535, 1", "65536, 2", "131070, 2", "131071, 3", "1000000, 16"})
  void bytes_ofAnyLength_spanKeysAndComeBack(int length, int keys) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i / 65_535 + i);
    }
    Mail mail = new Mail(Octets.of(bytes));
    AmpBox box = MAIL.write(mail, NOBODY).build();
    assertThat(box.size()).isEqualTo(1 + keys);
    assertThat(box.get("body.2") != null).isEqualTo(keys > 1);
    assertThat(MAIL.readRequest(box, NOBODY)).isEqualTo(mail);
  }

  @Test
  void text_longerThanAValue_comesBackAlsoWhereACharacterIsSplit() {
    Log log = new Log(Optional.of("x" + "\u2603".repeat(50_000)));
    assertThat(LOG.readRequest(LOG.write(log, NOBODY).build(), NOBODY)).isEqualTo(log);
  }

  @Test
  void text_absent_isAbsent() {
    Log log = new Log(Optional.empty());
    AmpBox box = LOG.write(log, NOBODY).build();
    assertThat(box.size()).isEqualTo(1);
    assertThat(LOG.readRequest(box, NOBODY)).isEqualTo(log);
  }

  @Test
  void parts_ofOtherLengths_areJoinedUntilOneIsMissing() {
    AmpBox box = AmpBox.of("body", "a", "body.2", "", "body.3", "b", "body.5", "c");
    assertThat(MAIL.readRequest(box, NOBODY)).isEqualTo(new Mail(Octets.utf8("ab")));
  }

  @Test
  void text_thatIsNoUtf8_isRefused() {
    AmpBox box = AmpBox.builder().put(Octets.utf8("line"), Octets.of((byte) 0xff)).build();
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> LOG.readRequest(box, NOBODY))
        .withMessageContaining("Log.line");
  }
}
