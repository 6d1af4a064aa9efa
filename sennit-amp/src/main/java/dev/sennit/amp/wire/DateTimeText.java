package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/// Times with an offset, as exactly 32 characters: `2010-12-25T00:00:00.000000-00:00`.
///
/// | part | on the wire | in Java |
/// |---|---|---|
/// | year | 0001 to 9999 | others are refused |
/// | fraction | microseconds | nanoseconds are cut off |
/// | offset | whole minutes; zero is written `-00:00` | seconds of an offset are rounded down, the time of day stays |
///
/// When reading, the characters that separate the fields are not looked at, but the sign is.
/// Offsets up to ±23:59 are read; beyond ±18:00, the most of Java, the same instant at `+00:00` is
/// given, which must be in the same years.
///
/// Source: `DateTime` in Twisted's `twisted/protocols/amp.py`.
public final class DateTimeText {
  private static final int LENGTH = 32;

  private DateTimeText() {}

  /// The text of a time.
  ///
  /// @throws IllegalArgumentException if the year is not 1 to 9999
  public static Octets of(OffsetDateTime time) {
    int year = time.getYear();
    if (year < 1 || year > 9999) {
      throw new IllegalArgumentException("year: " + year + " (expected: 1 to 9999)");
    }
    int minutes = Math.floorDiv(time.getOffset().getTotalSeconds(), 60);
    byte[] text = new byte[LENGTH];
    put(text, 0, 4, year, '-');
    put(text, 5, 2, time.getMonthValue(), '-');
    put(text, 8, 2, time.getDayOfMonth(), 'T');
    put(text, 11, 2, time.getHour(), ':');
    put(text, 14, 2, time.getMinute(), ':');
    put(text, 17, 2, time.getSecond(), '.');
    put(text, 20, 6, time.get(ChronoField.MICRO_OF_SECOND), minutes > 0 ? '+' : '-');
    put(text, 27, 2, Math.abs(minutes) / 60, ':');
    put(text, 30, 2, Math.abs(minutes) % 60, ':');
    return Octets.giveUp(text);
  }

  private static void put(byte[] text, int at, int length, int number, char behind) {
    int rest = number;
    for (int i = at + length - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    if (at + length < LENGTH) {
      text[at + length] = (byte) behind;
    }
  }

  /// Reads a time.
  ///
  /// @throws ProtocolException if it is none
  public static OffsetDateTime toTime(Octets text) {
    if (text.length() != LENGTH) {
      throw fault(text, "32 characters");
    }
    byte sign = text.at(26);
    if (sign != '+' && sign != '-') {
      throw fault(text, "+ or - at character 27");
    }
    int offset = number(text, 27, 2) * 60 + number(text, 30, 2);
    if (offset >= 24 * 60) {
      throw fault(text, "an offset of at most 23:59");
    }
    int seconds = (sign == '-' ? -offset : offset) * 60;
    LocalDateTime local;
    try {
      if (number(text, 0, 4) == 0) {
        throw fault(text, "year 0001 or later");
      }
      local =
          LocalDateTime.of(
              number(text, 0, 4),
              number(text, 5, 2),
              number(text, 8, 2),
              number(text, 11, 2),
              number(text, 14, 2),
              number(text, 17, 2),
              number(text, 20, 6) * 1000);
    } catch (DateTimeException e) {
      throw new ProtocolException("time: " + text + " (expected: a time that exists)", e);
    }
    if (Math.abs(seconds) <= ZoneOffset.MAX.getTotalSeconds()) {
      return OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds(seconds));
    }
    LocalDateTime there = local.minusSeconds(seconds);
    if (there.getYear() < 1 || there.getYear() > 9999) {
      throw fault(text, "years 0001 to 9999 also at the offset 00:00");
    }
    return OffsetDateTime.of(there, ZoneOffset.UTC);
  }

  private static int number(Octets text, int at, int length) {
    int number = 0;
    for (int i = at; i < at + length; i++) {
      byte b = text.at(i);
      if (b < '0' || b > '9') {
        throw fault(text, "a digit at character " + (i + 1));
      }
      number = number * 10 + b - '0';
    }
    return number;
  }

  private static ProtocolException fault(Octets text, String expected) {
    return new ProtocolException("time: " + text + " (expected: " + expected + ")");
  }
}
