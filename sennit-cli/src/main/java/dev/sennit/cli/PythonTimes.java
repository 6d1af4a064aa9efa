package dev.sennit.cli;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/// Dates and times as Python makes them: `datetime.date(2024, 2, 29)`.
///
/// @see <a href="https://docs.python.org/3/library/datetime.html">The Python Standard Library,
///   datetime</a>
final class PythonTimes {
  /// What each one is made of, in the order in which it may be given without names.
  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "date", List.of("year", "month", "day"),
          "time", List.of("hour", "minute", "second", "microsecond"),
          "datetime", List.of("year", "month", "day", "hour", "minute", "second", "microsecond"),
          "timedelta",
              List.of(
                  "days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"));

  private final Map<String, Long> given;

  private PythonTimes(Map<String, Long> given) {
    this.given = given;
  }

  /// The fields of a class of the module; none if there is no such class.
  static List<String> fields(String type) {
    return FIELDS.getOrDefault(type, List.of());
  }

  /// @param given whole numbers by the names of fields
  /// @throws java.time.DateTimeException if one is out of its range
  /// @throws ArithmeticException if one is
  static Object of(String type, Map<String, Long> given) {
    PythonTimes times = new PythonTimes(given);
    return switch (type) {
      case "date" -> times.date();
      case "time" -> times.time();
      case "datetime" -> LocalDateTime.of(times.date(), times.time());
      default -> times.duration();
    };
  }

  private long at(String field) {
    return given.getOrDefault(field, 0L);
  }

  private LocalDate date() {
    return LocalDate.of(
        Math.toIntExact(at("year")), Math.toIntExact(at("month")), Math.toIntExact(at("day")));
  }

  private LocalTime time() {
    return LocalTime.of(
        Math.toIntExact(at("hour")),
        Math.toIntExact(at("minute")),
        Math.toIntExact(at("second")),
        Math.toIntExact(Math.multiplyExact(at("microsecond"), 1000L)));
  }

  private Duration duration() {
    return Duration.ofDays(Math.addExact(at("days"), Math.multiplyExact(at("weeks"), 7L)))
        .plusHours(at("hours"))
        .plusMinutes(at("minutes"))
        .plusSeconds(at("seconds"))
        .plusMillis(at("milliseconds"))
        .plusNanos(Math.multiplyExact(at("microseconds"), 1000L));
  }
}
