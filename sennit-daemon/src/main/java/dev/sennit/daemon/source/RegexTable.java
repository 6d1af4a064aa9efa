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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  /// @throws TextFault for a mistake, as `line 7: text (expected: ...)`
  static RegexTable read(byte[] content) {
    return read(
        content,
        fault -> {
          throw fault;
        });
  }

  /// Everything that is wrong, in the order in which it is found.
  static List<Finding> findings(byte[] content) {
    List<Finding> findings = new ArrayList<>();
    RegexTable _ = read(content, fault -> findings.add(Finding.of(fault)));
    return findings;
  }

  private static RegexTable read(byte[] content, Consumer<TextFault> faults) {
    List<RegexRule> rules = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    Deque<LogicalLines.Line> open = new ArrayDeque<>();
    Deque<Integer> openRules = new ArrayDeque<>();
    for (LogicalLines.Line line : LogicalLines.of(content).read(faults)) {
      @Nullable RegexRule rule = rule(line, faults);
      if (rule == null) {
        continue;
      }
      if (rule instanceof End) {
        if (open.isEmpty()) {
          faults.accept(TextFault.at(line, 0, "an if before endif"));
          continue;
        }
        open.pop();
        ends.set(openRules.pop(), rules.size());
      } else if (rule instanceof Condition) {
        open.push(line);
        openRules.push(rules.size());
      }
      rules.add(rule);
      ends.add(0);
    }
    for (LogicalLines.Line line : open) {
      faults.accept(TextFault.at(line, 0, "an endif for this if"));
    }
    return new RegexTable(List.copyOf(rules), ends.stream().mapToInt(Integer::intValue).toArray());
  }

  /// The rule of a line; of a faulty one, if the caller goes on, what keeps if and endif in
  /// balance.
  private static @Nullable RegexRule rule(LogicalLines.Line line, Consumer<TextFault> faults) {
    try {
      return new RegexRuleReader(line).read();
    } catch (TextFault fault) {
      faults.accept(fault);
      return RegexRuleReader.inPlaceOf(line);
    }
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
