package dev.sennit.ident.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of reading a file.
///
/// @param value what the file says; null if faults keep it from being used at all
/// @param faults every mistake, in the order of the file; with a value: what was left out of it
/// @param <T> what the file says
public record Reading<T>(@Nullable T value, List<PolicyFault> faults) {
  /// The most mistakes that are told of one file.
  public static final int MAX_FAULTS = 100;

  /// Copies the list.
  public Reading {
    faults = List.copyOf(faults);
  }

  /// The value.
  ///
  /// @param name the file's name, for the message
  /// @throws IllegalArgumentException if there is none; tells every mistake
  public T orThrow(String name) {
    T present = value;
    if (present == null) {
      StringBuilder message = new StringBuilder();
      faults.forEach(
          fault -> message.append(message.isEmpty() ? "" : "\n").append(name + ": " + fault));
      throw new IllegalArgumentException(message.toString());
    }
    return present;
  }
}
