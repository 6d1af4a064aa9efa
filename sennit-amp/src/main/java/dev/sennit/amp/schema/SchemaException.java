package dev.sennit.amp.schema;

import java.util.List;

/// A schema that cannot be read.
public final class SchemaException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  SchemaException(List<String> mistakes) {
    super(String.join("\n", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /// Every mistake, at least one: `LINE:COLUMN: PATH: VALUE (expected: ...)`.
  public List<String> mistakes() {
    return mistakes;
  }
}
