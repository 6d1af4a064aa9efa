package dev.sennit.pb.wire;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How byte strings are written, agreed upon when a connection begins: the server offers a list,
/// the client takes the first that it knows.
public enum Dialect {
  /// Every string is spelled out.
  NONE,
  /// The words of the [Vocabulary] are written as numbers.
  PB;

  /// The name on the wire: `pb`, `none`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The dialect of that name, if it is one of these.
  static Optional<Dialect> named(String word, List<Dialect> known) {
    return known.stream().filter(each -> each.word().equals(word)).findFirst();
  }

  /// The first of the offer that is one of these.
  static Optional<Dialect> choose(List<String> offer, List<Dialect> known) {
    return offer.stream().flatMap(word -> named(word, known).stream()).findFirst();
  }
}
