package dev.sennit.amp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "2010-12-25T00:00:00Z,2010-12-25T00:00:00.000000-00:00",
    "2010-12-25T00:00:00+01:00,2010-12-25T00:00:00.000000+01:00",
    "2010-12-25T00:00:00+03:30,2010-12-25T00:00:00.000000+03:30",
    "2010-12-25T00:00:00-05:00,2010-12-25T00:00:00.000000-05:00",
    "2010-12-25T00:00:00+03:19,2010-12-25T00:00:00.000000+03:19",
    "2010-12-25T00:00:00-06:59,2010-12-25T00:00:00.000000-06:59",
    "2010-12-25T00:00:00-00:30,2010-12-25T00:00:00.000000-00:30",
    "9876-01-23T12:34:56.054321-01:23,9876-01-23T12:34:56.054321-01:23",
    "0001-01-01T00:00:00Z,0001-01-01T00:00:00.000000-00:00"
  })
  void time_wholeMinutes_isThatTextAndComesBack(String time, String text) {
    OffsetDateTime value = OffsetDateTime.parse(time);
    assertThat(DateTimeText.of(value)).isEqualTo(Octets.utf8(text));
    assertThat(DateTimeText.toTime(Octets.utf8(text))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"19829,+05:30", "-19829,-05:31", "30,-00:00", "-30,-00:01"})
  void time_offsetWithSeconds_isRoundedDown(int seconds, String offset) {
    OffsetDateTime time =
        OffsetDateTime.of(
            LocalDateTime.of(2010, 12, 25, 1, 2, 3), ZoneOffset.ofTotalSeconds(seconds));
    assertThat(DateTimeText.of(time)).isEqualTo(Octets.utf8("2010-12-25T01:02:03.000000" + offset));
  }

  @Test
  void time_nanoseconds_areCutOff() {
    assertThat(DateTimeText.of(OffsetDateTime.parse("2010-12-25T01:02:03.999999999Z")))
        .isEqualTo(Octets.utf8("2010-12-25T01:02:03.999999-00:00"));
  }

  @Test
  void time_plusZero_isRead() {
    assertThat(DateTimeText.toTime(Octets.utf8("2010-12-25T01:02:03.000000+00:00")))
        .isEqualTo(OffsetDateTime.parse("2010-12-25T01:02:03Z"));
  }

  @Test
  void time_otherSeparators_areRead() {
    assertThat(DateTimeText.toTime(Octets.utf8("2010/12/25 01.02.03,000000+00.00")))
        .isEqualTo(OffsetDateTime.parse("2010-12-25T01:02:03Z"));
  }

  @Test
  void time_offsetBeyondJavas_isTheSameInstant() {
    assertThat(DateTimeText.toTime(Octets.utf8("2010-12-25T01:02:03.000000+23:59")))
        .isEqualTo(OffsetDateTime.parse("2010-12-24T01:03:03Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2010-12-25T01:02:03.000000Z",
        "2010-12-25T01:02:03.000000 00:00",
        "2010-12-25T24:02:03.000000+00:00",
        "2010-12-25T01:02:60.000000+00:00",
        "2010-02-30T01:02:03.000000+00:00",
        "0000-12-25T01:02:03.000000+00:00",
        "0001-01-01T01:02:03.000000+23:59",
        "9999-12-31T23:02:03.000000-23:59",
        "2010-12-25T01:02:03.00000x+00:00",
        "2010-12-25T01:02:03.000000+24:00",
        "2010-12-25T01:02:03.000000+00:000"
      })
  void time_nonsense_isRefused(String text) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> DateTimeText.toTime(Octets.utf8(text)));
  }

  @Test
  void time_yearOfFiveDigits_isRefused() {
    OffsetDateTime time = OffsetDateTime.of(10_000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> DateTimeText.of(time))
        .withMessage("year: 10000 (expected: 1 to 9999)");
  }
}
