package dev.sennit.examples.trial;

import java.util.List;

/// What came of one test.
public sealed interface TrialResult {

  /// It passed.
  record Success() implements TrialResult {}

  /// What it asserts does not hold.
  ///
  /// @param type the exception, as Python imports it: `twisted.trial.unittest.FailTest`
  record Failure(String text, String type, List<Frame> frames) implements TrialResult {}

  /// It broke.
  ///
  /// @param type the exception, as Python imports it: `builtins.ZeroDivisionError`
  record Broken(String text, String type, List<Frame> frames) implements TrialResult {}

  /// It was not run.
  record Skip(String reason) implements TrialResult {}

  /// It failed, as it was expected to.
  ///
  /// @param todo why it was
  record ExpectedFailure(String error, String todo) implements TrialResult {}

  /// It passed, though it was expected to fail.
  ///
  /// @param todo why it was
  record UnexpectedSuccess(String todo) implements TrialResult {}

  /// A place in the code, innermost last.
  record Frame(String function, String file, int line) {}
}
