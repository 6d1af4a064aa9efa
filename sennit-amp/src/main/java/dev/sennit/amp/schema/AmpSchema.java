package dev.sennit.amp.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What two peers say to each other: their commands. As JSON:
///
///     {
///       "commands": {
///         "Divide": {
///           "arguments": {"numerator": "Integer", "denominator": "Integer"},
///           "response": {"result": "Float"},
///           "errors": {"ZeroDivisionError": "ZERO_DIVISION"}
///         }
///       }
///     }
///
/// | key of a command | default | holds |
/// |---|---|---|
/// | `arguments`, `response` | `{}` | keys and their types, see [SchemaType]; `"optional": true` in a type that is an object |
/// | `errors`, `fatalErrors` | `{}` | names of exceptions, and their codes |
/// | `requiresAnswer` | `true` | |
/// | `quits` | `false` | |
///
/// A file has at most 1 Mi characters, and at most 32 values inside each other.
///
/// @param commands by unlike names
public record AmpSchema(List<SchemaCommand> commands) {

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if two commands have one name
  public AmpSchema {
    commands = List.copyOf(commands);
    Set<String> names = new HashSet<>();
    for (SchemaCommand command : commands) {
      if (!names.add(command.name())) {
        throw new IllegalArgumentException(
            "command: " + command.name() + " (expected: each name once)");
      }
    }
  }

  /// Reads a schema.
  ///
  /// @throws SchemaException if there are mistakes; tells all of them, by line and column
  public static AmpSchema parse(String json) {
    return SchemaReader.read(json);
  }

  /// The schema as JSON, indented.
  public String toJson() {
    return SchemaWriter.write(this);
  }

  /// The command of a name.
  public Optional<SchemaCommand> command(String name) {
    return commands.stream().filter(command -> command.name().equals(name)).findFirst();
  }
}
