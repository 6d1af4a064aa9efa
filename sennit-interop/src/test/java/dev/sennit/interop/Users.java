package dev.sennit.interop;

import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Many keys, every second one of which has a value.
final class Users {
  private Users() {}

  static String key(int number) {
    return "user" + number + "@example.com";
  }

  static String value(int number) {
    return "box" + number + "@mail.test";
  }

  static boolean exists(int number) {
    return number % 2 == 0;
  }

  /// The answer of a tcp_table server, in Postfix's style.
  static boolean isAnswer(int number, String answer) {
    return exists(number) ? answer.equals("200 " + value(number)) : answer.startsWith("500 ");
  }

  /// The numbers from 0, in an order that looks random and is the same every time.
  static List<Integer> shuffled(int count) {
    var numbers = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(numbers, new Random(4242));
    return numbers;
  }

  static List<Octets> keys(List<Integer> numbers) {
    return numbers.stream().map(number -> Octets.utf8(key(number))).toList();
  }

  /// A table in `key value` text.
  static String table(int count) {
    return IntStream.range(0, count)
        .filter(Users::exists)
        .mapToObj(number -> key(number) + " " + value(number) + "\n")
        .collect(Collectors.joining());
  }

  /// The same as SQL for an empty database.
  static String sql(int count) {
    return IntStream.range(0, count)
        .filter(Users::exists)
        .mapToObj(number -> "('" + key(number) + "','" + value(number) + "')")
        .collect(
            Collectors.joining(
                ",",
                "CREATE TABLE aliases(name TEXT PRIMARY KEY, value TEXT);\n"
                    + "INSERT INTO aliases VALUES",
                ";\n"));
  }

  /// What `postmap -q -` prints for the keys in this order.
  static List<String> output(List<Integer> numbers) {
    return numbers.stream()
        .filter(Users::exists)
        .map(number -> key(number) + "\t" + value(number))
        .toList();
  }

  /// The first place where two long lists differ, as text; empty where they are equal.
  static String difference(List<String> expected, List<String> actual) {
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      String wanted = i < expected.size() ? expected.get(i) : "(end)";
      String got = i < actual.size() ? actual.get(i) : "(end)";
      if (!wanted.equals(got)) {
        return "line %d: '%s' (expected: '%s')".formatted(i, cut(got), cut(wanted));
      }
    }
    return "";
  }

  private static String cut(String line) {
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }
}
