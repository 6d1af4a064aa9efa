package dev.sennit.pb.jelly;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/// The forms of dates and times: numbers with blanks between.
final class Times {
  private Times() {}

  static Object read(String form, String text) {
    int[] numbers = numbers(form, text);
    return switch (form) {
      case "date" -> {
        expect(form, text, numbers.length == 3);
        yield date(numbers);
      }
      case "time" -> {
        expect(form, text, numbers.length <= 4);
        yield time(numbers, 0);
      }
      case "datetime" -> {
        expect(form, text, numbers.length >= 3 && numbers.length <= 7);
        yield LocalDateTime.of(date(numbers), time(numbers, 3));
      }
      default -> {
        expect(form, text, numbers.length == 3);
        yield Duration.ofDays(numbers[0]).plusSeconds(numbers[1]).plusNanos(numbers[2] * 1000L);
      }
    };
  }

  private static LocalDate date(int[] numbers) {
    if (numbers[0] < 1 || numbers[0] > 9999) {
      throw JellyException.value("year: " + numbers[0] + " (expected: 1 to 9999)");
    }
    return LocalDate.of(numbers[0], numbers[1], numbers[2]);
  }

  private static LocalTime time(int[] numbers, int from) {
    int micros = at(numbers, from + 3);
    if (micros < 0 || micros > 999_999) {
      throw JellyException.value("microsecond: " + micros + " (expected: 0 to 999999)");
    }
    return LocalTime.of(
        at(numbers, from), at(numbers, from + 1), at(numbers, from + 2), micros * 1000);
  }

  private static int at(int[] numbers, int index) {
    return index < numbers.length ? numbers[index] : 0;
  }

  private static int[] numbers(String form, String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      return new int[0];
    }
    String[] words = trimmed.split("\\s+", 9);
    int[] numbers = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      try {
        numbers[i] = Integer.parseInt(words[i]);
      } catch (NumberFormatException e) {
        throw JellyException.value(form + ": " + text + " (expected: whole numbers)");
      }
    }
    return numbers;
  }

  private static void expect(String form, String text, boolean right) {
    if (!right) {
      throw JellyException.value(form + ": " + text + " (expected: another number of fields)");
    }
  }
}
