package dev.sennit.cli;

import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.schema.SchemaField;
import dev.sennit.amp.schema.SchemaType;
import dev.sennit.amp.schema.SchemaValues;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request from what a person types: `a=13`, `text=any words`, `picture@=FILE`, and for lists
/// JSON, `ids=[1, 2]`.
final class AmpRequest {
  private AmpRequest() {}

  /// What cannot be sent.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Unusable(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /// Reads a schema.
  static AmpSchema schema(Path file) throws Unusable {
    try {
      return AmpSchema.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new Unusable(ExitCode.NOINPUT, file + ": no such file");
    } catch (IOException e) {
      throw new Unusable(ExitCode.NOINPUT, file + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new Unusable(
          ExitCode.DATAERR,
          String.valueOf(e.getMessage())
              .lines()
              .map(line -> file + ":" + line)
              .reduce((a, b) -> a + "\nsennit: " + b)
              .orElse(""));
    }
  }

  /// Finds a command in a schema.
  static SchemaCommand command(AmpSchema schema, String name) throws Unusable {
    Optional<SchemaCommand> found = schema.command(name);
    if (found.isEmpty()) {
      String known =
          String.join(", ", schema.commands().stream().map(SchemaCommand::name).toList());
      throw new Unusable(
          ExitCode.DATAERR, "command: " + name + " (expected: one of the schema: " + known + ")");
    }
    return found.get();
  }

  /// The request's box.
  ///
  /// @param command null to take every value as it is
  /// @param pairs as typed
  static AmpBox box(@Nullable SchemaCommand command, List<String> pairs) throws Unusable {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      boolean file = equals > 1 && pair.charAt(equals - 1) == '@';
      if (equals < 1) {
        throw new Unusable(ExitCode.USAGE, "argument: " + pair + " (expected: KEY=VALUE)");
      }
      String key = pair.substring(0, file ? equals - 1 : equals);
      String text = pair.substring(equals + 1);
      Object value = file ? content(Path.of(text)) : text;
      if (command != null) {
        value = typed(command, key, value);
      }
      if (values.put(key, value) != null) {
        throw new Unusable(ExitCode.USAGE, "argument: " + key + " (expected: each key once)");
      }
    }
    try {
      return command == null ? raw(values) : command.request(values);
    } catch (IllegalArgumentException e) {
      throw new Unusable(ExitCode.DATAERR, String.valueOf(e.getMessage()));
    } catch (dev.sennit.net.ProtocolException e) { // too long, or an empty key
      throw new Unusable(ExitCode.DATAERR, String.valueOf(e.getMessage()));
    }
  }

  private static Object typed(SchemaCommand command, String key, Object value) throws Unusable {
    SchemaType type =
        command.arguments().stream()
            .filter(field -> field.key().equals(key))
            .map(SchemaField::type)
            .findFirst()
            .orElse(SchemaType.Plain.STRING);
    try {
      boolean bytes = type == SchemaType.Plain.STRING || type instanceof SchemaType.Other;
      return value instanceof Octets octets
          ? bytes ? octets : SchemaValues.parse(type, octets.utf8())
          : SchemaValues.parse(type, (String) value);
    } catch (IllegalArgumentException e) {
      throw new Unusable(ExitCode.DATAERR, key + ": " + e.getMessage());
    }
  }

  private static Octets content(Path file) throws Unusable {
    try {
      return Octets.giveUp(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new Unusable(ExitCode.NOINPUT, file + ": no such file");
    } catch (IOException e) {
      throw new Unusable(ExitCode.NOINPUT, file + ": " + e.getMessage());
    }
  }

  private static AmpBox raw(Map<String, Object> values) {
    AmpBox.Builder box = AmpBox.builder();
    values.forEach((key, value) ->
        box.put(
            Octets.utf8(key),
            value instanceof Octets octets ? octets : Octets.utf8((String) value)));
    return box.build();
  }
}
