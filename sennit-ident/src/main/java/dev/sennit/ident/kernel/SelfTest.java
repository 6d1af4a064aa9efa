package dev.sennit.ident.kernel;

import java.util.List;

/// What a test of the lookups found on this machine.
///
/// @param checks one after the other
public record SelfTest(List<Check> checks) {

  /// Copies the list.
  public SelfTest {
    checks = List.copyOf(checks);
  }

  /// One thing that was tried.
  ///
  /// @param name a word for it: `sock-diag-ipv4`
  /// @param result how it went
  /// @param detail a sentence
  public record Check(String name, Result result, String detail) {

    static Check passed(String name, String detail) {
      return new Check(name, Result.PASSED, detail);
    }

    static Check failed(String name, String detail) {
      return new Check(name, Result.FAILED, detail);
    }

    static Check skipped(String name, String detail) {
      return new Check(name, Result.SKIPPED, detail);
    }
  }

  /// How a check went.
  public enum Result {
    /// As it should.
    PASSED,
    /// Not as it should.
    FAILED,
    /// It could not be tried, and need not.
    SKIPPED
  }

  /// Whether nothing failed.
  public boolean passed() {
    return checks.stream().noneMatch(check -> check.result() == Result.FAILED);
  }
}
