package dev.sennit.amp.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes a schema as JSON, all in ASCII, two blanks a level; a type on one line.
final class SchemaWriter {
  private static final int LONGEST_LINE = 100;

  private SchemaWriter() {}

  static String write(AmpSchema schema) {
    List<String> commands =
        schema.commands().stream()
            .map(command -> quoted(command.name()) + ": " + command(command))
            .toList();
    return "{\n  \"commands\": " + block(commands, "  ") + "\n}\n";
  }

  private static String command(SchemaCommand command) {
    List<String> parts = new ArrayList<>();
    parts.add("\"arguments\": " + fieldBlock(command.arguments()));
    parts.add("\"response\": " + fieldBlock(command.response()));
    if (!command.errors().isEmpty()) {
      parts.add("\"errors\": " + codes(command.errors()));
    }
    if (!command.fatalErrors().isEmpty()) {
      parts.add("\"fatalErrors\": " + codes(command.fatalErrors()));
    }
    if (!command.requiresAnswer()) {
      parts.add("\"requiresAnswer\": false");
    }
    if (command.quits()) {
      parts.add("\"quits\": true");
    }
    return block(parts, "    ");
  }

  private static String block(List<String> parts, String indent) {
    return parts.isEmpty()
        ? "{}"
        : "{\n" + indent + "  " + String.join(",\n" + indent + "  ", parts) + "\n" + indent + "}";
  }

  /// On one line, or one a line where that would be long.
  private static String fieldBlock(List<SchemaField> fields) {
    String line = fields(fields);
    return line.length() <= LONGEST_LINE ? line : block(each(fields), "      ");
  }

  private static String fields(List<SchemaField> fields) {
    return inline(each(fields));
  }

  private static List<String> each(List<SchemaField> fields) {
    return fields.stream().map(field -> quoted(field.key()) + ": " + type(field)).toList();
  }

  private static String type(SchemaField field) {
    String type = type(field.type());
    if (!field.optional()) {
      return type;
    }
    return type.startsWith("{")
        ? type.substring(0, type.length() - 1) + ", \"optional\": true}"
        : "{\"type\": " + type + ", \"optional\": true}";
  }

  private static String type(SchemaType type) {
    return switch (type) {
      case SchemaType.ListOf(SchemaType of) -> "{\"type\": \"ListOf\", \"of\": " + type(of) + "}";
      case SchemaType.AmpList(List<SchemaField> of) ->
          "{\"type\": \"AmpList\", \"of\": " + fields(of) + "}";
      case SchemaType.Plain _, SchemaType.Other _ -> quoted(type.word());
    };
  }

  private static String codes(Map<String, String> codes) {
    return inline(
        codes.entrySet().stream()
            .map(code -> quoted(code.getKey()) + ": " + quoted(code.getValue()))
            .toList());
  }

  private static String inline(List<String> parts) {
    return "{" + String.join(", ", parts) + "}";
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c >= ' ' && c < 0x7f) {
            out.append(c);
          } else {
            out.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
