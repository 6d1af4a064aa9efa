package dev.sennit.daemon.source;

import com.google.re2j.Matcher;
import dev.sennit.daemon.source.RegexRule.Condition;
import dev.sennit.daemon.source.RegexRule.End;
import dev.sennit.daemon.source.RegexRule.Test;
import dev.sennit.daemon.source.RegexRule.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/* The rules of one file, in order. A condition knows the place of its endif. */
final class RegexTable {
  /// From here on a pattern takes long enough to let others run before the next one.
  private static final int LONG_KEY = 256;

  private final List<RegexRule> rules;
  private final int[] ends;

  private RegexTable(List<RegexRule> rules, int[] ends) {
    this.rules = rules;
    this.ends = ends;
  }

  /// @throws IllegalArgumentException for a mistake, as `line 7: text (expected: ...)`
  static RegexTable read(byte[] content) {
    List<RegexRule> rules = new ArrayList<>();
    List<LogicalLines.Line> lines = LogicalLines.of(content).read();
    int[] ends = new int[lines.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (LogicalLines.Line line : lines) {
      RegexRule rule = new RegexRuleReader(line).read();
      if (rule instanceof Condition) {
        open.push(rules.size());
      } else if (rule instanceof End) {
        if (open.isEmpty()) {
          throw TextFault.at(line.number(), line.text(), "an if before endif");
        }
        ends[open.pop()] = rules.size();
      }
      rules.add(rule);
    }
    if (!open.isEmpty()) {
      LogicalLines.Line line = lines.get(open.pop());
      throw TextFault.at(line.number(), line.text(), "an endif for this if");
    }
    return new RegexTable(List.copyOf(rules), ends);
  }

  /// The value of the first rule that holds.
  ///
  /// @throws IllegalStateException if that value is empty
  /// @throws InterruptedException if the caller is no longer interested
  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread is not preempted: it has to yield
  Optional<String> find(String key) throws InterruptedException {
    for (int at = 0; at < rules.size(); at++) {
      if (key.length() > LONG_KEY) {
        Thread.yield(); // a virtual thread that computes would keep all others waiting
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("a lookup of many patterns was given up");
      }
      switch (rules.get(at)) {
        case Condition(var test) -> at = holds(test, key) ? at : ends[at];
        case End _ -> {}
        case Value(var line, var tests, var replacement) -> {
          Matcher first = tests.getFirst().pattern().matcher(key);
          if (first.find() != tests.getFirst().negated()
              && tests.stream().skip(1).allMatch(test -> holds(test, key))) {
            return Optional.of(checked(replacement.of(first), line));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Test test, String key) {
    return test.pattern().matcher(key).find() != test.negated();
  }

  private static String checked(String value, int line) {
    if (value.isEmpty()) {
      throw new IllegalStateException(
          "line " + line + ": the value is empty (expected: groups that match some text)");
    }
    return value;
  }
}
