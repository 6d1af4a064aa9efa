package dev.sennit.daemon.source;

import dev.sennit.daemon.source.AddressFields.Needs;
import java.util.List;
import java.util.Optional;

/// How a value of a database becomes a value of the table: Postfix's `result_format`.
///
/// | field        | stands for                                                                |
/// |--------------|---------------------------------------------------------------------------|
/// | `%s`         | the value                                                                 |
/// | `%u`         | its user: what is left of the last `@`, or all of it                      |
/// | `%d`         | its domain; a value without one is left out                               |
/// | `%S %U %D`   | the same of the key; a key without what is needed is not looked up        |
/// | `%1` to `%9` | a label of the key's domain, from the right                               |
/// | `%%`         | a percent sign                                                            |
///
/// A value with an empty user is left out where `%u` is used.
public final class ResultFormat {
  /// The value as it is.
  public static final ResultFormat VALUE = parse("%s");

  private final List<TemplatePart> parts;
  private final Needs valueNeeds;
  private final Needs keyNeeds;

  private ResultFormat(List<TemplatePart> parts) {
    this.parts = parts;
    valueNeeds = Needs.of(parts, 'u', 'd', false);
    keyNeeds = Needs.of(parts, 'U', 'D', true);
  }

  /// Reads a format.
  ///
  /// @throws IllegalArgumentException for a `%` that is none of the above; tells its position
  public static ResultFormat parse(String format) {
    return new ResultFormat(TemplatePart.parse(format, "sudSUD", "result-format", format, 0));
  }

  Needs keyNeeds() {
    return keyNeeds;
  }

  /// The formatted value, or nothing where the value is left out.
  Optional<String> format(AddressFields key, String value) {
    AddressFields fields = AddressFields.of(value);
    return valueNeeds.metBy(fields) && keyNeeds.metBy(key)
        ? Optional.of(TemplatePart.expand(parts, key, fields, null))
        : Optional.empty();
  }
}
