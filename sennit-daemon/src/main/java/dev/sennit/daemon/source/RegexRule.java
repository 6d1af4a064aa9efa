package dev.sennit.daemon.source;

import com.google.re2j.Pattern;
import java.util.List;

/// One line of a file of patterns.
sealed interface RegexRule {

  /// A pattern, and whether it must not match.
  record Test(Pattern pattern, boolean negated) {}

  /// A value for keys that pass all tests; its groups are those of the first.
  record Value(int line, List<Test> tests, Replacement replacement) implements RegexRule {}

  /// The rules up to the matching [End] count only for keys that pass the test.
  record Condition(Test test) implements RegexRule {}

  /// Ends the rules of a condition.
  record End() implements RegexRule {}
}
