package dev.sennit.daemon.source;

import java.util.Comparator;
import java.util.List;

/// Something that is wrong or odd in a table file.
///
/// @param line in the file, from 1
/// @param column the character in that line, from 1
/// @param isWarning whether the file can be used all the same
/// @param message what was found, and what was expected; one line of printable ASCII
public record Finding(int line, int column, boolean isWarning, String message) {

  /// Everything that is wrong or odd in a text file of keys and values, as [FileSource] reads it,
  /// by place.
  ///
  /// @param foldKeys whether keys that differ only in case are the same
  public static List<Finding> inText(byte[] content, boolean foldKeys) {
    return sorted(TextTable.findings(content, foldKeys));
  }

  /// Everything that is wrong in a file of patterns, as [RegexSource] reads it, by place.
  public static List<Finding> inPatterns(byte[] content) {
    return sorted(RegexTable.findings(content));
  }

  private static List<Finding> sorted(List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
        .toList();
  }

  static Finding of(TextFault fault) {
    return new Finding(fault.line(), fault.column(), false, fault.what());
  }

  static Finding warning(LogicalLines.Line line, int offset, String message) {
    return new Finding(line.lineOf(offset), line.columnOf(offset), true, message);
  }

  /// `7:3: message`, with `warning: ` before the message of one.
  @Override
  public String toString() {
    return line + ":" + column + ": " + (isWarning ? "warning: " : "") + message;
  }
}
